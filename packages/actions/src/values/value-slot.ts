// Value slots of flow documents (api.md 6.2), read once when a node is prepared.
import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'

/** What we execute. */
export type ValueSlot =
  | { readonly type: 'STATIC_VALUE'; readonly staticValue: unknown }
  | { readonly type: 'OBJECT_PROPERTY'; readonly propertyName: string }
  /** `path`: `<source>.<property>`, or the source alone: the record itself. */
  | { readonly type: 'FETCHED_OBJECT_PROPERTY'; readonly path: string }
  /** `path`: what stands between the braces of its token. */
  | { readonly type: 'ENROLLMENT_EVENT_PROPERTY'; readonly path: string }
  | { readonly type: 'FIELD_DATA'; readonly actionId: string; readonly dataKey: string }
  | { readonly type: 'TIMESTAMP' }
  | { readonly type: 'RELATIVE_DATETIME'; readonly timeDelay: unknown }
  | { readonly type: 'INCREMENT'; readonly incrementAmount: unknown }
  | { readonly type: 'STATIC_APPEND_VALUE'; readonly staticAppendValue: unknown }
  | { readonly type: 'APPEND_OBJECT_PROPERTY'; readonly appendPropertyName: string }

/** Kept in the document, not executed yet: publishing names it. */
export interface UnsupportedSlot {
  readonly type: 'UNSUPPORTED'
  readonly named: string
}

/** Which member says what a value without `type` is (api.md 4.9 rule 6). */
const typeByMember = {
  staticValue: 'STATIC_VALUE',
  propertyName: 'OBJECT_PROPERTY',
  propertyToken: 'FETCHED_OBJECT_PROPERTY',
  enrollmentEventPropertyToken: 'ENROLLMENT_EVENT_PROPERTY',
  dataKey: 'FIELD_DATA',
  timestampType: 'TIMESTAMP',
  timeDelay: 'RELATIVE_DATETIME',
  incrementAmount: 'INCREMENT',
  staticAppendValue: 'STATIC_APPEND_VALUE',
  appendPropertyName: 'APPEND_OBJECT_PROPERTY',
} as const

/** The slot, or null where nothing is filled in. Bare text, numbers and booleans stand for static values (rule 7). */
export function readSlot(json: unknown): ValueSlot | UnsupportedSlot | null {
  if (json === undefined || json === null) return null
  if (!isObject(json))
    return Array.isArray(json) ? unsupported('LIST') : { type: 'STATIC_VALUE', staticValue: json }
  const type = typeof json.type === 'string' ? json.type : inferredType(json)
  if (type === undefined) return Object.keys(json).length === 0 ? null : unsupported('without a type')
  switch (type) {
    case 'STATIC_VALUE':
      return { type, staticValue: json.staticValue ?? '' }
    case 'OBJECT_PROPERTY':
      return filled(json.propertyName, (propertyName) => ({ type, propertyName }))
    case 'FETCHED_OBJECT_PROPERTY': {
      const path = fetchedToken.exec(memberText(json.propertyToken))?.[1]
      return path === undefined ? unsupported(`${type} without its token`) : { type, path }
    }
    case 'ENROLLMENT_EVENT_PROPERTY': {
      const path = eventToken.exec(memberText(json.enrollmentEventPropertyToken))?.[1]
      return path === undefined ? unsupported(`${type} without its token`) : { type, path }
    }
    case 'FIELD_DATA':
      return filled(json.actionId, (actionId) =>
        filled(json.dataKey, (dataKey) => ({ type, actionId, dataKey })),
      )
    case 'TIMESTAMP':
      return json.timestampType === undefined || json.timestampType === 'EXECUTION_TIME'
        ? { type }
        : unsupported(`TIMESTAMP of ${memberText(json.timestampType)}`)
    case 'RELATIVE_DATETIME':
      return { type, timeDelay: json.timeDelay }
    case 'INCREMENT':
      return { type, incrementAmount: json.incrementAmount }
    case 'STATIC_APPEND_VALUE':
      return { type, staticAppendValue: json.staticAppendValue ?? '' }
    case 'APPEND_OBJECT_PROPERTY':
      return filled(json.appendPropertyName, (appendPropertyName) => ({ type, appendPropertyName }))
    default:
      return unsupported(type)
  }
}

const fetchedToken = /^\s*\{\{\s*fetched_objects\.([^{}\s]+)\s*\}\}\s*$/
const eventToken = /^\s*\{\{\s*([^{}\s]+)\s*\}\}\s*$/

function inferredType(json: Readonly<Record<string, unknown>>): string | undefined {
  for (const [member, type] of Object.entries(typeByMember)) if (json[member] !== undefined) return type
  return undefined
}

function filled<T>(name: unknown, slot: (text: string) => T): T | null {
  return (typeof name === 'string' && name !== '') || typeof name === 'number' ? slot(String(name)) : null
}

function unsupported(named: string): UnsupportedSlot {
  return { type: 'UNSUPPORTED', named }
}

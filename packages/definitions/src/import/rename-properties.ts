// Properties that are called otherwise here: in filters, in steps, and in the tokens of texts.
import { isObject } from '@millrace/model'

type Names = Readonly<Record<string, string | null | undefined>>

/** Members that hold the name of a property. */
const members: ReadonlySet<string> = new Set([
  'property',
  'property_name',
  'propertyName',
  'appendPropertyName',
  'comparisonPropertyName',
  'targetProperty',
  'target_property',
  'source_property',
  'dateProperty',
  'contactProperty',
  'contactOwnerProperty',
  'recordFieldName',
])
const lists: ReadonlySet<string> = new Set(['owner_properties'])

/** The document with the names replaced; a name goes for every object type. */
export function renameProperties<T>(document: T, names: Names): T {
  return (Object.keys(names).length === 0 ? document : renamed(document, names)) as T
}

function renamed(value: unknown, names: Names, member = ''): unknown {
  if (typeof value === 'string') return members.has(member) ? nameOf(value, names) : inTokens(value, names)
  if (Array.isArray(value)) {
    return value.map((entry) =>
      lists.has(member) && typeof entry === 'string' && !entry.includes('{{')
        ? nameOf(entry, names)
        : renamed(entry, names),
    )
  }
  if (!isObject(value)) return value
  const isChangeEvent = value.property === 'hs_name' && isObject(value.operation)
  return Object.fromEntries(
    Object.entries(value).map(([name, held]) => [
      name,
      isChangeEvent && name === 'operation' ? inOperation(held, names) : renamed(held, names, name),
    ]),
  )
}

/** The event "a property changed" names it as a value (api.md 4.3). */
function inOperation(operation: unknown, names: Names): unknown {
  if (!isObject(operation)) return operation
  const { value, values } = operation
  return {
    ...operation,
    ...(typeof value === 'string' && { value: nameOf(value, names) }),
    ...(Array.isArray(values) && {
      values: values.map((each: unknown) => (typeof each === 'string' ? nameOf(each, names) : each)),
    }),
  }
}

function nameOf(name: string, names: Names): string {
  return (Object.hasOwn(names, name) ? names[name] : undefined) ?? name
}

/** `{{ enrolled_object.old }}`, `{{ contact.old }}`. */
function inTokens(text: string, names: Names): string {
  if (!text.includes('{{')) return text
  return text.replaceAll(
    /(\{\{-?\s*[\w.-]*\.)(\w+)/g,
    (_all, before: string, name: string) => `${before}${nameOf(name, names)}`,
  )
}

// Where a wait has its date from: a property of the record or of a fetched one, a written date, an output of an earlier
// action (A-DLC-1, A-DLP-1 to 4).
import { memberText } from '@millrace/filters'
import { type CanonicalValue, findProperty, toCanonical } from '@millrace/model'
import type { Crm, LiveRecord, Member } from '../crm.js'
import { compileInput } from './compile-input.js'
import { findFetchedProperty } from './find-fetched.js'
import type { ValueContext } from './value-context.js'
import { readSlot } from './value-slot.js'

/** A calendar day, by its number since 1970-01-01, or an instant, epoch ms. */
export type Moment = { readonly day: number } | { readonly at: number }

export interface DateSource {
  /** Properties of the enrolled record that it reads. */
  readonly reads: readonly string[]
  /** The same of the record alone; null where it takes more than that, which then stays as it is. */
  readonly ofRecord: ((record: LiveRecord) => Moment | null) | null
  read(member: Member, crm: Crm): Moment | null
}

const dayMs = 86_400_000
const farthest = 8e15

/** Compiles the value `date`, or notes what is wrong with it and returns null. */
export function compileDate(json: unknown, context: ValueContext): DateSource | null {
  const slot = readSlot(json)
  if (slot?.type === 'OBJECT_PROPERTY') return propertyDate(slot.propertyName, context)
  if (slot?.type === 'FETCHED_OBJECT_PROPERTY') return fetchedDate(slot.path, context)
  if (slot?.type === 'STATIC_VALUE' && slot.staticValue !== '') {
    const moment = momentOfValue(memberText(slot.staticValue))
    if (moment) return { reads: [], ofRecord: null, read: () => moment }
    const message = 'The date is written as YYYY-MM-DD, as ISO 8601, or in milliseconds since 1970.'
    context.findings.issue('INVALID_DATE', 'fields.date.staticValue', message)
    return null
  }
  const isEmpty = slot?.type === 'STATIC_VALUE'
  const input = compileInput(isEmpty ? null : json, context, 'fields.date', 'The date')
  return (
    input && {
      reads: input.reads,
      ofRecord: null,
      read: (member, crm) => momentOfValue(input.read(member, crm)),
    }
  )
}

function propertyDate(name: string, context: ValueContext): DateSource | null {
  const property = findProperty(context.catalogue, context.objectTypeId, name)
  const field = 'fields.date.propertyName'
  if (!property) {
    context.findings.unknownProperty(field, name)
    return null
  }
  if (property.type !== 'date' && property.type !== 'datetime') {
    context.findings.issue('WORKFLOW_INVALID', field, `Property "${name}" is not a date.`)
    return null
  }
  const isDay = property.type === 'date'
  const ofRecord = (record: LiveRecord) => {
    const value = record.value(name)
    return typeof value === 'number' ? momentAt(value, isDay) : null
  }
  return { reads: [name], ofRecord, read: (member) => ofRecord(member.record) }
}

/** Text may be a date as well; a number is one where the property says so. */
function fetchedDate(path: string, context: ValueContext): DateSource | null {
  const fetched = findFetchedProperty(path, context, 'fields.date.propertyToken')
  if (fetched === null) return null
  const { name, type } = fetched.property
  const read = (member: Member) => {
    const value = fetched.of(member)?.value(name)
    if (typeof value !== 'number') return momentOfValue(value)
    return type === 'date' || type === 'datetime' ? momentAt(value, type === 'date') : null
  }
  return { reads: [], ofRecord: null, read }
}

/** Midnight UTC is a day, as dates are kept (W-OPR-23); any other millisecond an instant. null: no date. */
function momentOfValue(value: CanonicalValue | undefined): Moment | null {
  if (typeof value === 'number') return momentAt(value, value % dayMs === 0)
  if (typeof value !== 'string' || value === '') return null
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(value)
  const shape = { name: 'date', type: isDay ? 'date' : 'datetime', fieldType: 'date' } as const
  const result = toCanonical({ ...shape, options: [], externalOptions: false }, value)
  return result.ok && typeof result.value === 'number' ? momentOfValue(result.value) : null
}

function momentAt(ms: number, isDay: boolean): Moment {
  const at = Math.max(-farthest, Math.min(farthest, ms))
  return isDay ? { day: Math.floor(at / dayMs) } : { at }
}

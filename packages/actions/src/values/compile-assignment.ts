// A value slot and the property it is written to, compiled to one closure. Nothing is parsed per record.
import { memberText } from '@millrace/filters'
import {
  appends,
  type CanonicalValue,
  findProperty,
  isMultiSelect,
  localDayNumber,
  type Property,
  toCanonical,
  toWire,
} from '@millrace/model'
import type { Crm, LiveRecord, Member } from '../crm.js'
import { copierOf } from './copy-value.js'
import { findEventProperty } from './find-event-property.js'
import { findFetchedProperty } from './find-fetched.js'
import { compileTimeDelay } from './time-delay.js'
import { compileTemplate } from './tokens.js'
import { type Assigned, type Assignment, Refusal, type ValueContext } from './value-context.js'
import { readSlot, type UnsupportedSlot, type ValueSlot } from './value-slot.js'

type ReadValue = Assignment['value']
type Source = Omit<Assignment, 'target'>
type SlotOf<T extends ValueSlot['type']> = Extract<ValueSlot, { type: T }>

/** `field` is the slot's place in the node. What is wrong is noted; the assignment then refuses every value. */
export function compileAssignment(
  json: unknown,
  target: Property,
  context: ValueContext,
  field: string,
): Assignment {
  const slot = readSlot(json)
  if (slot === null) {
    context.findings.missing(field, `The value of "${target.name}"`)
    return { target, ...refusing(new Refusal('invalid_value', 'No value was chosen.')) }
  }
  return { target, ...compileSource(slot, target, context, field) }
}

function compileSource(
  slot: ValueSlot | UnsupportedSlot,
  target: Property,
  context: ValueContext,
  field: string,
): Source {
  switch (slot.type) {
    case 'STATIC_VALUE':
      return staticValue(slot, target, context, `${field}.staticValue`)
    case 'OBJECT_PROPERTY':
      return copied(slot.propertyName, target, context, `${field}.propertyName`)
    case 'FETCHED_OBJECT_PROPERTY':
      return copiedFromFetched(slot, target, context, `${field}.propertyToken`)
    case 'ENROLLMENT_EVENT_PROPERTY':
      return copiedFromEvent(slot, target, context, `${field}.enrollmentEventPropertyToken`)
    case 'FIELD_DATA':
      return actionOutput(slot, target, context)
    case 'TIMESTAMP':
      return moment(target, context, field, (now) => now)
    case 'RELATIVE_DATETIME': {
      const delay = compileTimeDelay(slot.timeDelay, `${field}.timeDelay`, context.findings)
      return delay === null ? refusing(invalidSlot) : moment(target, context, field, delay)
    }
    case 'INCREMENT':
      return increment(slot, target, context, `${field}.incrementAmount`)
    case 'STATIC_APPEND_VALUE':
      return appended(slot, target, context, `${field}.staticAppendValue`)
    case 'APPEND_OBJECT_PROPERTY':
      return appendedProperty(slot, target, context, `${field}.appendPropertyName`)
    case 'UNSUPPORTED':
      context.findings.issue(
        'UNSUPPORTED_ACTION',
        field,
        `Values of the type ${slot.named} are not supported yet.`,
      )
      return refusing(
        new Refusal('unsupported_action', `Values of the type ${slot.named} are not supported yet.`),
      )
  }
}

const invalidSlot = new Refusal('invalid_value', 'The value cannot be read.')

function source(value: ReadValue, reads: readonly string[] = [], readsTarget = false): Source {
  return { value, reads, readsTarget }
}

function refusing(refusal: Refusal): Source {
  return source(() => refusal)
}

/** What an empty source does (A-EDR-19): the target stays, unless it is to be cleared. */
function emptyOf(context: ValueContext): null | undefined {
  return context.clearWhenEmpty ? null : undefined
}

function staticValue(
  slot: SlotOf<'STATIC_VALUE'>,
  target: Property,
  context: ValueContext,
  field: string,
): Source {
  const input = slot.staticValue
  if (typeof input === 'string') {
    const template = compileTemplate(input, context, field)
    if (template.constant === null) return rendered(template, target, context)
  }
  if (appends(target, input))
    return appended({ type: 'STATIC_APPEND_VALUE', staticAppendValue: input }, target, context, field)
  const constant = canonical(target, input, context.timeZone)
  if (constant instanceof Refusal) context.findings.warning('WORKFLOW_INVALID', field, constant.message)
  return source(() => constant)
}

function rendered(
  template: ReturnType<typeof compileTemplate>,
  target: Property,
  context: ValueContext,
): Source {
  const empty = emptyOf(context)
  return source((member, _target, crm) => {
    const text = template.render(member)
    return text === '' ? empty : canonical(target, text, crm.timeZone)
  }, template.reads)
}

function canonical(target: Property, input: unknown, timeZone: string): CanonicalValue | null | Refusal {
  const result = toCanonical(target, input, { timeZone })
  return result.ok ? result.value : Refusal.of(result.problem)
}

function copied(name: string, target: Property, context: ValueContext, field: string): Source {
  const property = sourceProperty(name, context, field)
  if (property === null)
    return refusing(new Refusal('missing_property', `Property "${name}" does not exist.`))
  return { ...copiedFrom(property, (member) => member.record, target, context, field), reads: [name] }
}

function copiedFromFetched(
  { path }: SlotOf<'FETCHED_OBJECT_PROPERTY'>,
  target: Property,
  context: ValueContext,
  field: string,
): Source {
  const fetched = findFetchedProperty(path, context, field)
  if (fetched === null) return refusing(new Refusal('missing_property', `"${path}" cannot be read.`))
  return copiedFrom(fetched.property, (member) => fetched.of(member), target, context, field)
}

/** Of the same kind it is copied, else written as text is (W-EVS-17); another event's property is an empty source. */
function copiedFromEvent(
  { path }: SlotOf<'ENROLLMENT_EVENT_PROPERTY'>,
  target: Property,
  context: ValueContext,
  field: string,
): Source {
  const copies = findEventProperty(path, context).map(({ property, of }) => {
    const asText = (value: CanonicalValue, zone: string) => canonical(target, toWire(property, value), zone)
    return { of, copy: copierOf(property, target) ?? asText }
  })
  if (copies.length === 0) {
    const message = `No event that enrolls has the property "${path}".`
    context.findings.issue('WORKFLOW_INVALID', field, message)
    return refusing(new Refusal('missing_property', message))
  }
  const empty = emptyOf(context)
  return source((member, _target, crm) => {
    for (const { of, copy } of copies) {
      const value = of(member)
      if (value !== undefined) return copy(value, crm.timeZone)
    }
    return empty
  })
}

/** An empty source, or none, is the same (A-EDR-19). */
function copiedFrom(
  property: Property,
  recordOf: (member: Member) => LiveRecord | undefined,
  target: Property,
  context: ValueContext,
  field: string,
): Source {
  const copy = copierOf(property, target)
  if (copy === null) return incompatible(property, target, context, field)
  const empty = emptyOf(context)
  return source((member, _target, crm) => {
    const value = recordOf(member)?.value(property.name)
    return value === undefined ? empty : copy(value, crm.timeZone)
  })
}

function incompatible(property: Property, target: Property, context: ValueContext, field: string): Source {
  const message = `"${property.name}" cannot be copied to "${target.name}": ${property.type} does not fit ${target.type}.`
  context.findings.issue('WORKFLOW_INVALID', field, message)
  return refusing(new Refusal('invalid_value', message))
}

function sourceProperty(name: string, context: ValueContext, field: string): Property | null {
  const property = findProperty(context.catalogue, context.objectTypeId, name)
  if (property) return property
  context.findings.unknownProperty(field, name)
  return null
}

function actionOutput(slot: SlotOf<'FIELD_DATA'>, target: Property, context: ValueContext): Source {
  const empty = emptyOf(context)
  return source((member, _target, crm) => {
    const value = member.output(slot.actionId, slot.dataKey)
    if (value === undefined || value === '') return empty
    return canonical(target, typeof value === 'object' ? value.join(';') : value, crm.timeZone)
  })
}

/** Execution time or a moment relative to it, as the target's kind of date (A-EDR-8). */
function moment(
  target: Property,
  context: ValueContext,
  field: string,
  at: (now: number, timeZone: string) => number,
): Source {
  if (target.type === 'datetime') return source((_member, _target, crm) => at(crm.now, crm.timeZone))
  if (target.type === 'date')
    return source(
      (_member, _target, crm) => localDayNumber(crm.timeZone, at(crm.now, crm.timeZone)) * 86_400_000,
    )
  const message = `A moment can be written to dates only, not to "${target.name}".`
  context.findings.issue('WORKFLOW_INVALID', field, message)
  return refusing(new Refusal('invalid_value', message))
}

function increment(
  slot: SlotOf<'INCREMENT'>,
  target: Property,
  context: ValueContext,
  field: string,
): Source {
  const amount = Number(memberText(slot.incrementAmount) || Number.NaN)
  if (target.type !== 'number' || !Number.isFinite(amount)) {
    const message =
      target.type === 'number' ? 'The amount is not a number.' : `"${target.name}" is not a number.`
    context.findings.issue('WORKFLOW_INVALID', field, message)
    return refusing(new Refusal('invalid_value', message))
  }
  const overflow = new Refusal('invalid_value', `"${target.name}" would become larger than a number can be.`)
  // An empty number counts as 0 (A-EDR-7).
  return source(
    (_member, record) => {
      const current = record?.value(target.name)
      const sum = (typeof current === 'number' ? current : 0) + amount
      return Number.isFinite(sum) ? sum : overflow
    },
    [],
    true,
  )
}

function appended(
  slot: SlotOf<'STATIC_APPEND_VALUE'>,
  target: Property,
  context: ValueContext,
  field: string,
): Source {
  if (!isMultiSelect(target)) return notAppendable(target, context, field)
  const text = memberText(slot.staticAppendValue)
  const added = canonical(target, text.startsWith(';') ? text.slice(1) : text, context.timeZone)
  if (added instanceof Refusal) {
    context.findings.warning('WORKFLOW_INVALID', field, added.message)
    return refusing(added)
  }
  return source((_member, record) => united(record, target, added), [], true)
}

function appendedProperty(
  slot: SlotOf<'APPEND_OBJECT_PROPERTY'>,
  target: Property,
  context: ValueContext,
  field: string,
): Source {
  if (!isMultiSelect(target)) return notAppendable(target, context, field)
  const from = copied(slot.appendPropertyName, target, { ...context, clearWhenEmpty: false }, field)
  const value: ReadValue = (member: Member, record: LiveRecord | null, crm: Crm): Assigned => {
    const added = from.value(member, record, crm)
    return added === undefined || added === null || added instanceof Refusal
      ? added
      : united(record, target, added)
  }
  return { value, reads: from.reads, readsTarget: true }
}

function notAppendable(target: Property, context: ValueContext, field: string): Source {
  const message = `Only multiple checkboxes can be appended to, and "${target.name}" is none.`
  context.findings.issue('WORKFLOW_INVALID', field, message)
  return refusing(new Refusal('invalid_value', message))
}

/** A-EDR-5: the options there are and the added ones, each once, sorted. */
function united(record: LiveRecord | null, target: Property, added: CanonicalValue | null): Assigned {
  if (added === null || typeof added !== 'object') return undefined
  const current = record?.value(target.name)
  return typeof current === 'object' ? [...new Set([...current, ...added])].sort() : added
}

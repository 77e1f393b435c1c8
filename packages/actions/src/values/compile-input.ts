// A value that is read, not written: what a branch compares, what a webhook sends.
import { memberText } from '@millrace/filters'
import { type CanonicalValue, findProperty, type Property, toWire } from '@millrace/model'
import type { Crm, Member } from '../crm.js'
import { eventText, findEventProperty } from './find-event-property.js'
import { findFetched } from './find-fetched.js'
import { compileTimeDelay } from './time-delay.js'
import { compileTemplate } from './tokens.js'
import type { ValueContext } from './value-context.js'
import { readSlot } from './value-slot.js'

export interface Input {
  readonly reads: readonly string[]
  /** The property it reads, null when it reads something else. */
  readonly property: Property | null
  read(member: Member, crm: Crm): CanonicalValue | undefined
}

/** Compiles a slot, or notes what is wrong with it and returns null. */
export function compileInput(
  json: unknown,
  context: ValueContext,
  field: string,
  what: string,
): Input | null {
  const slot = readSlot(json)
  if (slot === null) {
    context.findings.missing(field, what)
    return null
  }
  switch (slot.type) {
    case 'STATIC_VALUE': {
      const template = compileTemplate(memberText(slot.staticValue), context, `${field}.staticValue`)
      return input((member) => template.render(member), template.reads)
    }
    case 'OBJECT_PROPERTY':
      return propertyInput(slot.propertyName, context, `${field}.propertyName`)
    case 'FETCHED_OBJECT_PROPERTY':
      return fetchedInput(slot.path, context, `${field}.propertyToken`)
    case 'ENROLLMENT_EVENT_PROPERTY':
      return eventInput(slot.path, context, `${field}.enrollmentEventPropertyToken`)
    case 'FIELD_DATA':
      return input((member) => member.output(slot.actionId, slot.dataKey))
    case 'TIMESTAMP':
      return input((_member, crm) => crm.now)
    case 'RELATIVE_DATETIME': {
      const delay = compileTimeDelay(slot.timeDelay, `${field}.timeDelay`, context.findings)
      return delay && input((_member, crm) => delay(crm.now, crm.timeZone))
    }
    default: {
      const named = slot.type === 'UNSUPPORTED' ? slot.named : slot.type
      context.findings.issue('UNSUPPORTED_ACTION', field, `Values of the type ${named} cannot be read here.`)
      return null
    }
  }
}

function input(read: Input['read'], reads: readonly string[] = [], property: Property | null = null): Input {
  return { read, reads, property }
}

function propertyInput(name: string, context: ValueContext, field: string): Input | null {
  const property = findProperty(context.catalogue, context.objectTypeId, name)
  if (property) return input((member) => member.record.value(name), [name], property)
  context.findings.unknownProperty(field, name)
  return null
}

function fetchedInput(path: string, context: ValueContext, field: string): Input | null {
  const fetched = findFetched(path, context, field)
  if (fetched === null) return null
  const { property } = fetched
  if (property === null) return input((member) => fetched.of(member)?.id)
  return input((member) => fetched.of(member)?.value(property.name), [], property)
}

function eventInput(path: string, context: ValueContext, field: string): Input | null {
  const found = findEventProperty(path, context)
  if (found.length > 0) return input((member) => eventText(found, member))
  context.findings.issue('WORKFLOW_INVALID', field, `No event that enrolls has the property "${path}".`)
  return null
}

/** The value as clients read it (api.md 2.6); null where there is none. */
export function inputText(source: Input, value: CanonicalValue | undefined): string | null {
  if (value === undefined || value === '') return null
  if (source.property) return toWire(source.property, value)
  return typeof value === 'object' ? value.join(';') : String(value)
}

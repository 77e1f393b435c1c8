// Properties of the event that enrolled (W-EVS-17): {{ enrollment_event_4_1639801.hs_form_id }} of events of this kind,
// {{ enrollment_event.hs_form_id }} of whichever it was.
import { asProperty, type CanonicalValue, type EventType, type Property, toWire } from '@millrace/model'
import type { Member } from '../crm.js'
import type { ValueContext } from './value-context.js'

const token = /^enrollment_event(?:_([\w-]+))?\.(.+)$/

interface EventPropertyOf {
  readonly property: Property
  /** undefined: another event enrolled, or it has no such value (W-EVS-18). */
  of(member: Member): CanonicalValue | undefined
}

export function isEventToken(path: string): boolean {
  return token.test(path)
}

/** What a token means for each event that has such a property; none: no event that enrolls has it. */
export function findEventProperty(path: string, { events = [] }: ValueContext): readonly EventPropertyOf[] {
  const [, kind, name = ''] = token.exec(path) ?? []
  return events
    .filter(({ id }) => kind === undefined || inToken(id) === inToken(kind))
    .flatMap((type) => propertyOf(type, name))
}

/** In a token a name has no dashes, as in those of object types. */
function inToken(eventTypeId: string): string {
  return eventTypeId.replaceAll('-', '_')
}

function propertyOf(type: EventType, name: string): EventPropertyOf[] {
  const property = type.properties.find((own) => own.name === name)
  if (!property) return []
  return [
    { property: asProperty(type.id, property), of: (member) => member.eventProperty(type.id, property.name) },
  ]
}

/** Its value as clients read it; undefined where there is none. */
export function eventText(found: readonly EventPropertyOf[], member: Member): string | undefined {
  for (const { property, of } of found) {
    const value = of(member)
    if (value !== undefined) return toWire(property, value) ?? undefined
  }
  return undefined
}

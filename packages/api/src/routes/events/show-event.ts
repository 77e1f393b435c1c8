import { toWire } from '@millrace/model'
import type { Definitions, EventTypes, ListedEvent } from '@millrace/store'
import { iso } from '../iso.js'

/** One event as the events API tells it; values are text. */
export function showEvent({ catalogue }: Definitions, types: EventTypes, event: ListedEvent) {
  const type = types.withId(event.eventTypeId)
  const properties: Record<string, string> = {}
  for (const [name, value] of Object.entries(event.properties)) {
    const property = type?.properties.find((candidate) => candidate.name === name)
    const text = toWire({ type: property?.type ?? 'string', fieldType: 'text' }, value)
    if (text !== null) properties[name] = text
  }
  return {
    id: event.id,
    objectType: catalogue.objectTypes.get(event.objectTypeId)?.singular.toUpperCase() ?? event.objectTypeId,
    objectId: String(event.recordId),
    eventType: type?.name ?? event.eventTypeId,
    occurredAt: iso(event.occurredAt),
    properties,
  }
}

import type { Catalogue } from '../records/catalogue.js'
import { builtInEventTypes } from './built-in-event-types.js'
import type { EventType } from './event-type.js'

const builtIn: ReadonlyMap<string, EventType> = new Map(builtInEventTypes.map((type) => [type.id, type]))

/** A kind of event by its id: of the catalogue of events, or defined by the account; undefined where there is none. */
export function findEventType({ eventTypes }: Catalogue, id: string): EventType | undefined {
  return builtIn.get(id) ?? eventTypes?.get(id)
}

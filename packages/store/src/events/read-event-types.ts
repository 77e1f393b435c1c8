import { builtInEventTypes, type EventType } from '@millrace/model'
import type { Transaction } from '../database.js'
import { eventTypeOf } from './event-definition.js'
import { listEventDefinitions } from './read-event-definitions.js'

export interface EventTypes {
  /** Events that may happen: of the catalogue, then what the account has defined. */
  readonly live: readonly EventType[]
  /** One of these by id or name, letter case aside. */
  find(idOrName: string): EventType | undefined
  /** By id, also what is archived by now. */
  withId(id: string): EventType | undefined
}

const builtIn = indexed(builtInEventTypes)

export async function readEventTypes(tx: Transaction): Promise<EventTypes> {
  const definitions = await listEventDefinitions(tx)
  const own = definitions.map((definition) => eventTypeOf(tx.accountId, definition))
  const live = own.filter((_, i) => definitions[i]?.archivedAt === null)
  const byKey = indexed(live)
  const byId = new Map(own.map((type) => [type.id, type]))
  return {
    live: [...builtInEventTypes, ...live],
    find: (idOrName) => {
      const key = idOrName.toLowerCase()
      return builtIn.get(key) ?? byKey.get(key)
    },
    withId: (id) => builtIn.get(id) ?? byId.get(id),
  }
}

function indexed(types: readonly EventType[]): ReadonlyMap<string, EventType> {
  return new Map(types.flatMap((type) => [type.id, type.name].map((key) => [key.toLowerCase(), type])))
}

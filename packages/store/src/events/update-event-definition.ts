import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { checkEventProperties, checkEventTexts, type EventDefinition } from './event-definition.js'
import { eventDefinitionColumns } from './read-event-definitions.js'

export type EventDefinitionChange = Partial<Pick<EventDefinition, 'label' | 'description' | 'properties'>>

/** Changes how an event is told of, or its properties. Under the exclusive lock. Throws INVALID_BODY, PROPERTY_EXISTS. */
export async function updateEventDefinition(
  tx: Transaction,
  current: EventDefinition,
  change: EventDefinitionChange,
): Promise<EventDefinition> {
  const next = { ...current, ...change }
  checkEventTexts(next)
  checkEventProperties(next.properties)
  const [definition] = await tx.query<EventDefinition>(sql`
    UPDATE event_definitions SET label = ${next.label}, description = ${next.description},
      properties = ${JSON.stringify(next.properties)}::jsonb, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${current.id}
    RETURNING ${eventDefinitionColumns}`)
  if (!definition) throw new Error(`event definition ${current.id} vanished under the account's lock`)
  await bumpEpoch(tx)
  return definition
}

/** Archives an event: what has happened stays, nothing more can happen, its name is free. Under the exclusive lock. */
export async function archiveEventDefinition(tx: Transaction, id: string): Promise<void> {
  await tx.execute(sql`
    UPDATE event_definitions SET archived_at = now(), updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${id} AND archived_at IS NULL`)
  await bumpEpoch(tx)
}

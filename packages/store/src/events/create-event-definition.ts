import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { defaultEventProperties } from './default-event-properties.js'
import {
  checkEventName,
  checkEventProperties,
  checkEventTexts,
  type DefinedEventProperty,
  type EventDefinition,
  eventNameFrom,
  qualifiedEventName,
} from './event-definition.js'
import { eventDefinitionColumns } from './read-event-definitions.js'

export interface NewEventDefinition {
  /** Never changes; made from the label when absent. */
  readonly name?: string
  readonly label: string
  readonly description?: string | null
  readonly objectTypeId: string
  readonly trackingType?: string
  readonly properties: readonly DefinedEventProperty[]
  readonly includeDefaultProperties: boolean
}

/** Under the exclusive lock. Throws INVALID_BODY, PROPERTY_EXISTS, EVENT_TYPE_EXISTS. */
export async function createEventDefinition(
  tx: Transaction,
  wanted: NewEventDefinition,
): Promise<EventDefinition> {
  const name = wanted.name ?? eventNameFrom(wanted.label)
  const properties = [
    ...wanted.properties,
    ...(wanted.includeDefaultProperties ? defaultEventProperties : []),
  ]
  checkEventName(name)
  checkEventTexts(wanted)
  checkEventProperties(properties)
  await refuseTaken(tx, name)
  const [definition] = await tx.query<EventDefinition>(sql`
    INSERT INTO event_definitions (account_id, id, name, label, description, object_type_id, tracking_type, properties)
    SELECT ${tx.accountId}, '6-' || 1 + coalesce(max(split_part(id, '-', 2)::int), 0), ${name}, ${wanted.label},
      ${wanted.description ?? null}, ${wanted.objectTypeId}, ${wanted.trackingType ?? 'MANUAL'},
      ${JSON.stringify(properties)}::jsonb
    FROM event_definitions WHERE account_id = ${tx.accountId}
    RETURNING ${eventDefinitionColumns}`)
  if (!definition) throw new Error('INSERT … RETURNING returned nothing')
  await bumpEpoch(tx)
  return definition
}

async function refuseTaken(tx: Transaction, name: string): Promise<void> {
  const [taken] = await tx.query(sql`
    SELECT FROM event_definitions WHERE account_id = ${tx.accountId} AND name = ${name} AND archived_at IS NULL`)
  if (!taken) return
  throw new Problem(
    'EVENT_TYPE_EXISTS',
    `There is an event "${qualifiedEventName(tx.accountId, name)}" already.`,
    {
      field: 'name',
    },
  )
}

import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { EventDefinition } from './event-definition.js'

export const eventDefinitionColumns: Sql = sql`id, name, label, description, object_type_id AS "objectTypeId",
  tracking_type AS "trackingType", properties, created_at AS "createdAt", updated_at AS "updatedAt",
  archived_at AS "archivedAt"`

/** Every definition of the account in the order of their ids, archived ones too: what happened then is still told. */
export function listEventDefinitions(tx: Transaction): Promise<EventDefinition[]> {
  return tx.query<EventDefinition>(
    sql`
      SELECT ${eventDefinitionColumns} FROM event_definitions
      WHERE account_id = ${tx.accountId} ORDER BY length(id), id`,
    'events.list-definitions',
  )
}

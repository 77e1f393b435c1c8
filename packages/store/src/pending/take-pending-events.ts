import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { PendingEvent } from './pending-event.js'

/** Deletes and returns every pending event of records that the caller has locked, in the order they count in (W-EVS-16). */
export function takePendingEvents(tx: Transaction, recordIds: readonly number[]): Promise<PendingEvent[]> {
  return tx.query<PendingEvent>(
    sql`
      WITH taken AS (
        DELETE FROM pending_events
        WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(recordIds)}::bigint[])
        RETURNING record_id, version, occurred_at, id, event_type_id, lane, epoch, at, source, chain, properties
      )
      SELECT record_id AS "recordId", version, occurred_at AS "occurredAt", id, event_type_id AS "eventTypeId", lane, epoch,
        at, source, chain, properties
      FROM taken ORDER BY record_id, version, occurred_at, id`,
    'pending.take-events',
  )
}

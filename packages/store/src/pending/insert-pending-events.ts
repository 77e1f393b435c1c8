import sql from 'sql-template-tag'
import { jsonArray, numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { WriteMoment } from '../records/patch-row.js'
import type { PendingEvent } from './pending-event.js'

export type NewPendingEvent = Pick<
  PendingEvent,
  'recordId' | 'occurredAt' | 'id' | 'eventTypeId' | 'source' | 'chain' | 'properties'
>

/**
 * Hands events of records that the caller has locked to the evaluators. Each takes the version its record has now, with
 * whatever this transaction wrote to it before: extra criteria are asked of exactly that (W-EVS-6).
 */
export async function insertPendingEvents(
  tx: Transaction,
  { lane, at }: Pick<WriteMoment, 'lane' | 'at'>,
  events: readonly NewPendingEvent[],
): Promise<void> {
  if (events.length === 0) return
  await tx.execute(
    sql`
      INSERT INTO pending_events (account_id, record_id, version, occurred_at, id, event_type_id, lane, epoch, at, source,
        chain, properties)
      SELECT ${tx.accountId}, n.record_id, r.version, to_timestamp(n.occurred_ms / 1000::float8), n.id, n.event_type_id,
        ${lane}, ${tx.epoch}, to_timestamp(${at / 1000}::float8), n.source, n.chain, n.properties
      FROM ROWS FROM (
        unnest(${numberArray(events.map(({ recordId }) => recordId))}::bigint[]),
        unnest(${numberArray(events.map(({ occurredAt }) => occurredAt))}::bigint[]),
        unnest(${textArray(events.map(({ id }) => id))}::text[]),
        unnest(${textArray(events.map(({ eventTypeId }) => eventTypeId))}::text[]),
        jsonb_array_elements(${jsonArray(events.map(({ source }) => JSON.stringify(source)))}::jsonb),
        jsonb_array_elements(${jsonArray(events.map(({ chain }) => JSON.stringify(chain)))}::jsonb),
        jsonb_array_elements(${jsonArray(events.map(({ properties }) => JSON.stringify(properties)))}::jsonb)
      ) AS n(record_id, occurred_ms, id, event_type_id, source, chain, properties)
      JOIN records r ON r.account_id = ${tx.accountId} AND r.id = n.record_id
      ORDER BY n.record_id, n.id`,
    'pending.insert-events',
  )
}

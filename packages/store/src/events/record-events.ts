import { type ChangeSource, type EventType, type EventValues, keyOf } from '@millrace/model'
import sql from 'sql-template-tag'
import { jsonArray, numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { insertPendingEvents } from '../pending/insert-pending-events.js'
import type { WriteMeta } from '../records/write-records.js'

export interface NewEvent {
  /** Taken once in an account: an event whose id is known already does not happen again (W-EVS-15). */
  readonly id: string
  readonly type: EventType
  readonly recordId: number
  readonly objectTypeId: string
  /** Epoch ms. */
  readonly occurredAt: number
  readonly properties: EventValues
  /** Where events of one call have causes of their own: in place of the call's. */
  readonly cause?: Pick<WriteMeta, 'source' | 'chain'>
}

/**
 * Attaches events to records that the caller has locked, counts them, and hands those that a workflow waits for to the
 * evaluators. Returns the ids of those that are new. Of two events with one id the first counts, also when they come in
 * one call.
 */
export async function recordEvents(
  tx: Transaction,
  definitions: Definitions,
  { source, chain, lane }: WriteMeta,
  events: readonly NewEvent[],
): Promise<ReadonlySet<string>> {
  const given = [...new Map(events.toReversed().map((event) => [event.id, event])).values()].sort(byId)
  if (given.length === 0) return new Set()
  const causeOf = ({ cause }: NewEvent) => cause ?? { source, chain }
  const sources = given.map((event) => causeOf(event).source)
  const isNew = await attach(tx, sources, given)
  const awaited = given.filter(
    ({ id, objectTypeId, type }) => isNew.has(id) && definitions.isEventAwaited(objectTypeId, type.id),
  )
  await insertPendingEvents(
    tx,
    { lane, at: tx.startedAt },
    awaited.map((event) => ({ ...event, ...causeOf(event), eventTypeId: event.type.id })),
  )
  return isNew
}

async function attach(
  tx: Transaction,
  sources: readonly ChangeSource[],
  given: readonly NewEvent[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ id: string }>(
    sql`
      WITH given AS (
        SELECT * FROM ROWS FROM (
          unnest(${textArray(given.map(({ id }) => id))}::text[]),
          unnest(${textArray(given.map(({ type }) => type.id))}::text[]),
          unnest(${textArray(given.map(counted))}::text[]),
          unnest(${numberArray(given.map(({ recordId }) => recordId))}::bigint[]),
          unnest(${textArray(given.map(({ objectTypeId }) => objectTypeId))}::text[]),
          unnest(${numberArray(given.map(({ occurredAt }) => occurredAt))}::bigint[]),
          jsonb_array_elements(${jsonArray(given.map(({ properties }) => JSON.stringify(properties)))}::jsonb),
          jsonb_array_elements(${jsonArray(sources.map((source) => JSON.stringify(source)))}::jsonb)
        ) AS n(id, event_type_id, counted, record_id, object_type_id, occurred_ms, properties, source)
      ), claimed AS (
        INSERT INTO event_ids (account_id, id, record_id, occurred_at)
        SELECT ${tx.accountId}, id, record_id, to_timestamp(occurred_ms / 1000::float8) FROM given ORDER BY id
        ON CONFLICT DO NOTHING RETURNING id, occurred_at
      ), noted AS (
        INSERT INTO events (account_id, record_id, occurred_at, id, event_type_id, object_type_id, properties, source,
          received_at)
        SELECT ${tx.accountId}, g.record_id, c.occurred_at, g.id, g.event_type_id, g.object_type_id, g.properties,
          g.source, to_timestamp(${tx.startedAt / 1000}::float8)
        FROM given g JOIN claimed c ON c.id = g.id
      ), counted AS (
        INSERT INTO event_totals AS t (account_id, record_id, event, key, count, first_at, last_at)
        SELECT ${tx.accountId}, g.record_id, g.event_type_id, k.key, count(*), min(c.occurred_at), max(c.occurred_at)
        FROM given g JOIN claimed c ON c.id = g.id CROSS JOIN LATERAL (
          SELECT '' AS key UNION SELECT g.counted WHERE g.counted IS NOT NULL
        ) AS k
        GROUP BY g.record_id, g.event_type_id, k.key ORDER BY 2, 3, 4
        ON CONFLICT (account_id, record_id, event, key) DO UPDATE SET count = t.count + EXCLUDED.count,
          first_at = least(t.first_at, EXCLUDED.first_at), last_at = greatest(t.last_at, EXCLUDED.last_at)
      )
      SELECT id FROM claimed`,
    'events.record',
  )
  return new Set(rows.map(({ id }) => id))
}

function byId(a: NewEvent, b: NewEvent): number {
  return a.id < b.id ? -1 : 1
}

/** The value an event is counted by, cut where keys of records are cut as well. */
function counted({ type, properties }: NewEvent): string | null {
  const value = type.countedBy === null ? undefined : properties[type.countedBy]
  return value === undefined ? null : keyOf(value)
}

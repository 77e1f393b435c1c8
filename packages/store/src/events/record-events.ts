import { type ChangeSource, type EventType, type EventValues, keyOf } from '@millrace/model'
import sql from 'sql-template-tag'
import { jsonArray, numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface NewEvent {
  /** Taken once in an account: an event whose id is known already does not happen again (W-EVS-15). */
  readonly id: string
  readonly type: EventType
  readonly recordId: number
  readonly objectTypeId: string
  /** Epoch ms. */
  readonly occurredAt: number
  readonly properties: EventValues
}

/**
 * Attaches events to records that the caller has locked, and counts them. Returns the ids of those that are new. Of two
 * events with one id the first counts, also when they come in one call.
 */
export async function recordEvents(
  tx: Transaction,
  source: ChangeSource,
  events: readonly NewEvent[],
): Promise<ReadonlySet<string>> {
  const given = [...new Map(events.toReversed().map((event) => [event.id, event])).values()].sort(byId)
  if (given.length === 0) return new Set()
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
          jsonb_array_elements(${jsonArray(given.map(({ properties }) => JSON.stringify(properties)))}::jsonb)
        ) AS n(id, event_type_id, counted, record_id, object_type_id, occurred_ms, properties)
      ), claimed AS (
        INSERT INTO event_ids (account_id, id, record_id, occurred_at)
        SELECT ${tx.accountId}, id, record_id, to_timestamp(occurred_ms / 1000::float8) FROM given ORDER BY id
        ON CONFLICT DO NOTHING RETURNING id, occurred_at
      ), noted AS (
        INSERT INTO events (account_id, record_id, occurred_at, id, event_type_id, object_type_id, properties, source,
          received_at)
        SELECT ${tx.accountId}, g.record_id, c.occurred_at, g.id, g.event_type_id, g.object_type_id, g.properties,
          ${JSON.stringify(source)}::jsonb, to_timestamp(${tx.startedAt / 1000}::float8)
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

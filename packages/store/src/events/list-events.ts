import type { EventValues } from '@millrace/model'
import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface ListedEvent {
  readonly id: string
  readonly eventTypeId: string
  readonly objectTypeId: string
  readonly recordId: number
  /** Epoch ms. */
  readonly occurredAt: number
  readonly properties: EventValues
}

/** A place between two events. */
export interface EventPlace {
  readonly occurredAt: number
  readonly id: string
}

export interface EventPage {
  readonly recordIds?: readonly number[]
  readonly eventTypeId?: string
  readonly objectTypeId?: string
  readonly ids?: readonly string[]
  /** Epoch ms, both included. */
  readonly from?: number
  readonly to?: number
  /** Canonical values the event has. */
  readonly properties?: EventValues
  readonly newestFirst: boolean
  /** Behind, or in front of, in the order asked for. */
  readonly after?: EventPlace
  readonly before?: EventPlace
  readonly limit: number
}

/**
 * Events in order of time, then id: at most `limit`, and one more when there are more. In front of a place the nearest are
 * told, in the order asked for. Name records, ids or an event: only those are found by an index.
 */
export async function listEvents(tx: Transaction, page: EventPage): Promise<ListedEvent[]> {
  const backwards = page.before !== undefined
  const descending = page.newestFirst !== backwards
  const direction = raw(descending ? 'DESC' : 'ASC')
  const events = await tx.query<ListedEvent>(sql`
    SELECT e.id, e.event_type_id AS "eventTypeId", e.object_type_id AS "objectTypeId", e.record_id AS "recordId",
      e.occurred_at AS "occurredAt", e.properties
    FROM events e WHERE ${join(conditions(tx, page, descending), ' AND ')}
    ORDER BY e.occurred_at ${direction}, e.id ${direction} LIMIT ${page.limit + 1}`)
  return backwards ? events.reverse() : events
}

function conditions(tx: Transaction, page: EventPage, descending: boolean): Sql[] {
  const { recordIds, eventTypeId, objectTypeId, ids, from, to, properties, before, after } = page
  const place = before ?? after
  return [
    sql`e.account_id = ${tx.accountId}`,
    recordIds ? sql`e.record_id = ANY(${numberArray(recordIds)}::bigint[])` : empty,
    eventTypeId === undefined ? empty : sql`e.event_type_id = ${eventTypeId}`,
    objectTypeId === undefined ? empty : sql`e.object_type_id = ${objectTypeId}`,
    ids ? withIds(tx, ids) : empty,
    from === undefined ? empty : sql`e.occurred_at >= ${instant(from)}`,
    to === undefined ? empty : sql`e.occurred_at <= ${instant(to)}`,
    properties ? sql`e.properties @> ${JSON.stringify(properties)}::jsonb` : empty,
    place
      ? sql`(e.occurred_at, e.id) ${raw(descending ? '<' : '>')} (${instant(place.occurredAt)}, ${place.id})`
      : empty,
  ].filter((condition) => condition !== empty)
}

/** By way of the table that knows each event's record and time: those lead the key of the partitions. */
function withIds(tx: Transaction, ids: readonly string[]): Sql {
  return sql`(e.record_id, e.occurred_at, e.id) IN (
    SELECT i.record_id, i.occurred_at, i.id FROM event_ids i
    WHERE i.account_id = ${tx.accountId} AND i.id = ANY(${textArray(ids)}::text[]))`
}

function instant(ms: number): Sql {
  return sql`to_timestamp(${ms / 1000}::float8)`
}

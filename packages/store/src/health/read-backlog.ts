import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** What waits in one queue of an account, at this moment. */
export interface Backlog {
  /** Enrollments to advance, changes and events to evaluate, effects to send. */
  readonly queue: 'enrollments' | 'changes' | 'effects'
  /** Of effects: `outbox`; their own lanes are hosts, and there may be any number of them. */
  readonly lane: string
  /** Counted up to `mostCounted`. */
  readonly waiting: number
  /** Epoch ms since when the first of them could have been taken; null: none waits. */
  readonly oldestAt: number | null
}

/** A million due timers must not cost a scrape a scan of all of them. */
export const mostCounted = 10_000

/** Everything that could be worked on now. Reads the heads of the queues only. */
export function readBacklog(tx: Transaction): Promise<Backlog[]> {
  return tx.query<Backlog>(
    sql`WITH lanes (lane) AS (VALUES ('interactive'), ('timers'), ('bulk'))
      SELECT 'enrollments' AS queue, lane, count(due.due_at)::int AS waiting, min(due.due_at) AS "oldestAt"
      FROM lanes LEFT JOIN LATERAL (
        SELECT due_at FROM enrollments
        WHERE account_id = ${tx.accountId} AND lane = lanes.lane AND due_at <= clock_timestamp()
        ORDER BY due_at LIMIT ${mostCounted}
      ) due ON true
      GROUP BY lane
      UNION ALL
      SELECT 'changes', lane, count(pending.at)::int, min(pending.at)
      FROM lanes LEFT JOIN LATERAL (
        SELECT at FROM pending_changes WHERE account_id = ${tx.accountId} AND lane = lanes.lane
        UNION ALL SELECT at FROM pending_events WHERE account_id = ${tx.accountId} AND lane = lanes.lane
        LIMIT ${mostCounted}
      ) pending ON true
      GROUP BY lane
      UNION ALL
      SELECT 'effects', 'outbox', count(due.next_at)::int, min(due.next_at)
      FROM (
        SELECT lane FROM outbox_lanes
        WHERE account_id = ${tx.accountId} AND greatest(next_at, open_at) <= clock_timestamp()
      ) open CROSS JOIN LATERAL (
        SELECT next_at FROM outbox
        WHERE account_id = ${tx.accountId} AND lane = open.lane AND state <> 'in_flight' AND next_at <= clock_timestamp()
        ORDER BY next_at LIMIT ${mostCounted}
      ) due`,
    'health.backlog',
  )
}

import sql from 'sql-template-tag'
import { numberArray } from '../../array-literals.js'
import type { Transaction } from '../../database.js'

/** Takes out of the counters what the log of these records had put in: figures equal the log that is left (I6). */
export async function uncountLog(tx: Transaction, recordIds: readonly number[]): Promise<void> {
  await tx.execute(
    sql`
      INSERT INTO counter_deltas (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
      SELECT ${tx.accountId}, workflow_id, (at AT TIME ZONE 'UTC')::date, revision_id, coalesce(action_id, ''),
        coalesce(branch, ''), outcome, -count(*)
      FROM action_log WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(recordIds)}::bigint[])
      GROUP BY 2, 3, 4, 5, 6, 7`,
    'records.uncount-log',
  )
}

/** Gives back the places of effects on their way, whose answers will find nobody: a lane must not wait for them. */
export async function vacateLanes(tx: Transaction, recordIds: readonly number[]): Promise<void> {
  await tx.execute(
    sql`
      UPDATE outbox_lanes l SET in_flight = l.in_flight - o.n
      FROM (
        SELECT lane, count(*)::int AS n FROM outbox
        WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(recordIds)}::bigint[]) AND state = 'in_flight'
        GROUP BY lane
      ) AS o
      WHERE l.account_id = ${tx.accountId} AND l.lane = o.lane`,
    'records.vacate-lanes',
  )
}

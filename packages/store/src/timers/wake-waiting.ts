import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Somebody who may be waiting at an action. */
export interface WaitingAt {
  readonly recordId: number
  readonly workflowId: number
  readonly actionId: string
}

/**
 * Makes timers of locked records due now, so that the wave that claims them reckons the wait anew and sleeps on if it is
 * not over (A-DLP-7). Returns how many.
 */
export function wakeWaiting(tx: Transaction, places: readonly WaitingAt[], now: number): Promise<number> {
  if (places.length === 0) return Promise.resolve(0)
  return tx.execute(
    sql`UPDATE enrollments e SET due_at = to_timestamp(${now}::float8 / 1000)
      FROM (SELECT DISTINCT * FROM unnest(
        ${numberArray(places.map((place) => place.recordId))}::bigint[],
        ${numberArray(places.map((place) => place.workflowId))}::bigint[],
        ${textArray(places.map((place) => place.actionId))}::text[]
      )) AS n(record_id, workflow_id, action_id)
      WHERE e.account_id = ${tx.accountId} AND e.record_id = n.record_id AND e.workflow_id = n.workflow_id
        AND e.ended_at IS NULL AND e.state = 'time' AND e.action_id = n.action_id
        AND e.due_at > to_timestamp(${now}::float8 / 1000)`,
    'timers.wake-waiting',
  )
}

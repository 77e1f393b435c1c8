import type { Lane } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, orNothing, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EndReason, EndState } from '../enrollments/enrollment-context.js'
import { kindsOf } from '../kinds-of.js'
import { placesOf } from '../places-of.js'

/** Where one enrollment stands after a wave. */
export interface SettledEnrollment {
  readonly id: number
  /** Where its row stood when this transaction locked it; null: to be looked up. */
  readonly place: string | null
  /** The seq it was claimed with; anything else means the step ran elsewhere. */
  readonly expectedSeq: number
  /** Log rows this wave wrote for it. */
  readonly steps: number
  readonly revisionId: number
  readonly state: 'ready' | 'time' | 'event' | 'effect' | 'person' | 'ended'
  readonly actionId: string
  readonly lane: Lane
  /** Epoch ms; null where nothing is due. */
  readonly dueAt: number | null
  readonly waitingSince: number | null
  readonly endState: EndState | null
  readonly reason: EndReason | null
  /** jsonb text, or null. */
  readonly context: string | null
}

/** An enrollment was not where the wave left it when it began: nothing of the wave may be kept. */
export class StaleWave extends Error {
  override readonly name = 'StaleWave'
}

/**
 * Exactly once comes from here: `WHERE seq = expected`, in the transaction of all the wave's effects. Each enrollment is
 * updated at its place, which leaves the planner no other way, however little its statistics know (see writeVersions;
 * measured: 3 ms for 250 against 45 for the join it chose).
 */
export async function settleEnrollments(
  tx: Transaction,
  rows: readonly SettledEnrollment[],
  now: number,
): Promise<void> {
  if (rows.length === 0) return
  const { kinds, kindOf } = kindsOf(rows, actionOf, standAlike)
  const places = placesOf(tx, 'enrollments', rows)
  const [result] = await tx.query<{ settled: number }>(
    sql`WITH settled AS (
      UPDATE enrollments e SET
        state = (${textArray(kinds.map((kind) => kind.state))}::text[])[s.kind],
        action_id = (${textArray(kinds.map((kind) => kind.actionId))}::text[])[s.kind],
        seq = e.seq + s.steps,
        revision_id = (${numberArray(kinds.map((kind) => kind.revisionId))}::int[])[s.kind],
        lane = (${textArray(kinds.map((kind) => kind.lane))}::text[])[s.kind],
        due_at = to_timestamp(s.due_at / 1000.0), waiting_since = to_timestamp(s.waiting_since / 1000.0),
        ended_at = CASE WHEN (${textArray(kinds.map((kind) => kind.endState))}::text[])[s.kind] IS NOT NULL
          THEN to_timestamp(${now}::float8 / 1000) END,
        end_state = (${textArray(kinds.map((kind) => kind.endState))}::text[])[s.kind],
        reason = (${textArray(kinds.map((kind) => kind.reason))}::text[])[s.kind],
        context = s.context, suspicion = 0
      FROM (SELECT * FROM unnest(
        ${numberArray(rows.map((row) => row.id))}::bigint[],
        ${numberArray(rows.map((row) => row.expectedSeq))}::int[],
        ${numberArray(rows.map((row) => row.steps))}::int[],
        ${numberArray(kindOf)}::int[],
        ${orNothing(
          rows.map((row) => row.dueAt),
          numberArray,
        )}::bigint[],
        ${orNothing(
          rows.map((row) => row.waitingSince),
          numberArray,
        )}::bigint[],
        ${orNothing(
          rows.map((row) => row.context),
          textArray,
        )}::jsonb[]${places.array}
      ) AS given(id, expected, steps, kind, due_at, waiting_since, context${places.column})
        ${places.lookUp}
        LIMIT ${rows.length}::bigint) AS s
      WHERE e.ctid = s.place AND e.account_id = ${tx.accountId} AND e.id = s.id AND e.seq = s.expected AND e.ended_at IS NULL
      RETURNING e.workflow_id, e.record_id, e.end_state
    ), remembered AS (
      UPDATE workflow_records w SET
        completed_at = CASE WHEN s.end_state = 'completed' THEN to_timestamp(${now}::float8 / 1000) ELSE w.completed_at END,
        goal_at = CASE WHEN s.end_state = 'goal_met' THEN coalesce(w.goal_at, to_timestamp(${now}::float8 / 1000)) ELSE w.goal_at END
      FROM (SELECT settled.end_state, found.place FROM settled
        CROSS JOIN LATERAL (
          SELECT k.ctid AS place FROM workflow_records k
          WHERE k.account_id = ${tx.accountId} AND k.workflow_id = settled.workflow_id AND k.record_id = settled.record_id
          OFFSET 0
        ) AS found
        WHERE settled.end_state IN ('completed', 'goal_met') LIMIT ${rows.length}::bigint) AS s
      WHERE w.ctid = s.place AND w.account_id = ${tx.accountId}
    )
    SELECT count(*) AS settled FROM settled`,
    places.known ? 'settle-enrollments-at' : 'settle-enrollments',
  )
  if (result?.settled !== rows.length)
    throw new StaleWave(`${rows.length} enrollments ran, ${result?.settled} were where they began`)
}

function actionOf({ actionId }: SettledEnrollment): string {
  return actionId
}

/** What most rows of a wave share. */
function standAlike(a: SettledEnrollment, b: SettledEnrollment): boolean {
  return (
    a.state === b.state &&
    a.actionId === b.actionId &&
    a.revisionId === b.revisionId &&
    a.lane === b.lane &&
    a.endState === b.endState &&
    a.reason === b.reason
  )
}

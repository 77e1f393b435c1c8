import type { KnownOutcomeCode } from '@millrace/actions'
import sql, { empty } from 'sql-template-tag'
import { numberArray, orNothing, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** How an event of an enrollment reads in the action log (M-LOGA-1, M-LOGA-16). */
export const logOutcomes = [
  'enrolled',
  'succeeded',
  'skipped',
  'failed',
  'waiting',
  'branched',
  'ended',
  'retrying',
  'in_doubt',
  'not_enrolled',
] as const
export type LogOutcome = (typeof logOutcomes)[number]

/** One event (M-LOGA-1). A record that was not enrolled has no enrollment: its row carries minus the record's id. */
export interface LogRow {
  readonly workflowId: number
  /** Epoch ms. */
  readonly at: number
  readonly enrollmentId: number
  readonly seq: number
  readonly recordId: number
  readonly revisionId: number
  readonly actionId: string | null
  readonly actionType: string | null
  readonly outcome: LogOutcome
  readonly code: KnownOutcomeCode | null
  /** Name of the branch taken (M-LOGA-10). */
  readonly branch: string | null
  readonly detail: object | null
}

/** Apart from each other only where a test plants the defect of counting in another transaction. */
export type LogPart = 'both' | 'log' | 'counters'

/**
 * Appends to the action log and, from the same rows in the same statement, to the counters: they cannot disagree.
 * Most rows of a wave differ in three numbers only; the rest is sent once a kind and looked up by its place in an array, so
 * that a step costs few bytes and no join.
 */
export async function appendLog(
  tx: Transaction,
  rows: readonly LogRow[],
  part: LogPart = 'both',
): Promise<void> {
  if (rows.length === 0) return
  const ordered = inKeyOrder(rows)
  const { kinds, kindOf } = distinctKinds(ordered)
  const columns = <T>(pick: (row: LogRow) => T) => kinds.map(pick)
  const workflowIds = numberArray(columns((row) => row.workflowId))
  const moments = textArray(columns((row) => new Date(row.at).toISOString()))
  const revisionIds = numberArray(columns((row) => row.revisionId))
  const actionIds = textArray(columns((row) => row.actionId))
  const outcomes = textArray(columns((row) => row.outcome))
  const branches = textArray(columns((row) => row.branch))
  await tx.execute(
    sql`WITH logged AS (
      INSERT INTO action_log (account_id, workflow_id, at, enrollment_id, seq, record_id, revision_id,
        action_id, action_type, outcome, code, branch, detail)
      SELECT ${tx.accountId}, (${workflowIds}::bigint[])[kind], (${moments}::timestamptz[])[kind], event.enrollment_id,
        event.seq, event.record_id, (${revisionIds}::int[])[kind], (${actionIds}::text[])[kind],
        (${textArray(columns((row) => row.actionType))}::text[])[kind], (${outcomes}::text[])[kind],
        (${textArray(columns((row) => row.code))}::text[])[kind], (${branches}::text[])[kind], event.detail
      FROM unnest(
        ${numberArray(ordered.map((row) => row.enrollmentId))}::bigint[],
        ${numberArray(ordered.map((row) => row.seq))}::int[],
        ${numberArray(ordered.map((row) => row.recordId))}::bigint[],
        ${numberArray(kindOf)}::int[],
        ${orNothing(
          ordered.map((row) => (row.detail === null ? null : JSON.stringify(row.detail))),
          textArray,
        )}::jsonb[]
      ) AS event(enrollment_id, seq, record_id, kind, detail) ${part === 'counters' ? nothing : empty}
    )
    INSERT INTO counter_deltas (account_id, workflow_id, day, revision_id, action_id, branch, outcome, n)
    SELECT ${tx.accountId}, workflow_id, (at AT TIME ZONE 'UTC')::date, revision_id, coalesce(action_id, ''),
      coalesce(branch, ''), outcome, sum(n)
    FROM unnest(
      ${workflowIds}::bigint[], ${moments}::timestamptz[], ${revisionIds}::int[], ${actionIds}::text[],
      ${branches}::text[], ${outcomes}::text[], ${numberArray(countKinds(kindOf, kinds.length))}::bigint[]
    ) AS kinds(workflow_id, at, revision_id, action_id, branch, outcome, n)
    ${part === 'log' ? nothing : empty} GROUP BY 2, 3, 4, 5, 6, 7`,
    part === 'both' ? 'append-log' : `append-log-${part}`,
  )
}

const nothing = sql`WHERE false`

/** As the log's key has them: each new row goes beside the one before it, at the end of the index. */
function inKeyOrder(rows: readonly LogRow[]): readonly LogRow[] {
  return rows.length < 3 ? rows : [...rows].sort((a, b) => a.enrollmentId - b.enrollmentId || a.seq - b.seq)
}

/** Rows that differ only in enrollment, seq, record and detail share one kind, numbered from 1. */
function distinctKinds(rows: readonly LogRow[]): { kinds: LogRow[]; kindOf: number[] } {
  const kinds: LogRow[] = []
  const numbers = new Map<string, number>()
  const kindOf = rows.map((row) => {
    const key = `${row.workflowId}\n${row.at}\n${row.revisionId}\n${row.actionId}\n${row.actionType}\n${row.outcome}\n${row.code}\n${row.branch}`
    let number = numbers.get(key)
    if (number === undefined) {
      number = kinds.push(row)
      numbers.set(key, number)
    }
    return number
  })
  return { kinds, kindOf }
}

function countKinds(kindOf: readonly number[], kinds: number): number[] {
  const counts = new Array<number>(kinds).fill(0)
  for (const number of kindOf) counts[number - 1] = (counts[number - 1] ?? 0) + 1
  return counts
}

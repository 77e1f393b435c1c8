import type { KnownOutcomeCode } from '@millrace/actions'
import sql, { empty } from 'sql-template-tag'
import { numberArray, orNothing, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { kindsOf } from '../kinds-of.js'

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
 * Most enrollments of a wave take one of few tracks: rows that differ in three numbers only. So what rows share is sent once
 * a kind, the kinds of a track once a track, and an enrollment costs four numbers however many steps it took.
 */
export async function appendLog(
  tx: Transaction,
  rows: readonly LogRow[],
  part: LogPart = 'both',
): Promise<void> {
  if (rows.length === 0) return
  const ordered = inKeyOrder(rows)
  const { kinds, kindOf } = kindsOf(ordered, actionOf, isOfOneKind)
  const { runs, tracks } = runsOf(ordered, kindOf)
  const columns = <T>(pick: (row: LogRow) => T) => kinds.map(pick)
  const workflowIds = numberArray(columns((row) => row.workflowId))
  const moments = textArray(columns((row) => new Date(row.at).toISOString()))
  const revisionIds = numberArray(columns((row) => row.revisionId))
  const actionIds = textArray(columns((row) => row.actionId))
  const outcomes = textArray(columns((row) => row.outcome))
  const branches = textArray(columns((row) => row.branch))
  const first = sql`(${numberArray(tracks.first)}::int[])[run.track]`
  const last = sql`(${numberArray(tracks.last)}::int[])[run.track]`
  await tx.execute(
    sql`WITH logged AS (
      INSERT INTO action_log (account_id, workflow_id, at, enrollment_id, seq, record_id, revision_id,
        action_id, action_type, outcome, code, branch, detail)
      SELECT ${tx.accountId}, (${workflowIds}::bigint[])[kind], (${moments}::timestamptz[])[kind], event.enrollment_id,
        event.seq, event.record_id, (${revisionIds}::int[])[kind], (${actionIds}::text[])[kind],
        (${textArray(columns((row) => row.actionType))}::text[])[kind], (${outcomes}::text[])[kind],
        (${textArray(columns((row) => row.code))}::text[])[kind], (${branches}::text[])[kind], event.detail
      FROM (
        SELECT run.enrollment_id, run.record_id, run.detail,
          unnest((${numberArray(tracks.kinds)}::int[])[${first}:${last}]) AS kind,
          generate_series(run.seq, run.seq + ${last} - ${first}) AS seq
        FROM unnest(
          ${numberArray(runs.map(({ start }) => start.enrollmentId))}::bigint[],
          ${numberArray(runs.map(({ start }) => start.seq))}::int[],
          ${numberArray(runs.map(({ start }) => start.recordId))}::bigint[],
          ${numberArray(runs.map(({ track }) => track))}::int[],
          ${orNothing(
            runs.map(({ start }) => (start.detail === null ? null : JSON.stringify(start.detail))),
            textArray,
          )}::jsonb[]
        ) AS run(enrollment_id, seq, record_id, track, detail)
      ) AS event ${part === 'counters' ? nothing : empty}
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

function actionOf({ actionId }: LogRow): string | null {
  return actionId
}

/** They differ in enrollment, seq, record and detail at most. */
function isOfOneKind(a: LogRow, b: LogRow): boolean {
  return (
    a.workflowId === b.workflowId &&
    a.at === b.at &&
    a.revisionId === b.revisionId &&
    a.actionId === b.actionId &&
    a.actionType === b.actionType &&
    a.outcome === b.outcome &&
    a.code === b.code &&
    a.branch === b.branch
  )
}

/** Rows of one enrollment that follow one another; one with a detail stands alone. */
interface Run {
  readonly start: LogRow
  /** From 1. */
  readonly track: number
}

/** The kinds of all tracks one after another, and where each begins and ends among them, from 1. */
interface Tracks {
  readonly kinds: number[]
  readonly first: number[]
  readonly last: number[]
}

function runsOf(rows: readonly LogRow[], kindOf: readonly number[]): { runs: Run[]; tracks: Tracks } {
  const runs: Run[] = []
  const tracks: Tracks = { kinds: [], first: [], last: [] }
  const numbers = new Map<string, number>()
  for (let from = 0; from < rows.length; ) {
    const start = rows[from]
    if (!start) break
    let to = from + 1
    while (start.detail === null && follows(rows[to], start, to - from)) to++
    const kinds = kindOf.slice(from, to)
    const key = kinds.join()
    let track = numbers.get(key)
    if (track === undefined) {
      track = tracks.first.push(tracks.kinds.length + 1)
      tracks.last.push(tracks.kinds.push(...kinds))
      numbers.set(key, track)
    }
    runs.push({ start, track })
    from = to
  }
  return { runs, tracks }
}

function follows(row: LogRow | undefined, start: LogRow, steps: number): boolean {
  return (
    row !== undefined &&
    row.enrollmentId === start.enrollmentId &&
    row.recordId === start.recordId &&
    row.seq === start.seq + steps &&
    row.detail === null
  )
}

function countKinds(kindOf: readonly number[], kinds: number): number[] {
  const counts = new Array<number>(kinds).fill(0)
  for (const number of kindOf) counts[number - 1] = (counts[number - 1] ?? 0) + 1
  return counts
}

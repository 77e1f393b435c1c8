import sql, { empty } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** A place in the log: the order of its rows is total. `at` in microseconds, as the database keeps it. */
export interface LogPlace {
  readonly atMicros: number
  readonly enrollmentId: number
  readonly seq: number
}

export interface LogPage {
  readonly workflowId: number
  readonly limit: number
  /** Epoch ms, always given: the log is partitioned by month. From is included, to excluded. */
  readonly from: number
  readonly to: number
  /** The last row of the page before. */
  readonly before?: LogPlace
  readonly actionId?: string
  readonly recordIds?: readonly number[]
  readonly enrollmentId?: number
  readonly outcome?: string
}

export interface ListedLogRow extends LogPlace {
  readonly at: number
  readonly recordId: number
  readonly revisionId: number
  readonly actionId: string | null
  readonly actionType: string | null
  readonly outcome: string
  readonly code: string | null
  readonly branch: string | null
  readonly detail: Readonly<Record<string, unknown>> | null
}

/** What happened in a workflow, newest first (M-LOGA-4). */
export function listLog(tx: Transaction, page: LogPage): Promise<ListedLogRow[]> {
  const { before } = page
  return tx.query<ListedLogRow>(sql`
    SELECT at, (extract(epoch FROM at) * 1000000)::bigint AS "atMicros", enrollment_id AS "enrollmentId", seq,
      record_id AS "recordId", revision_id AS "revisionId", action_id AS "actionId", action_type AS "actionType",
      outcome, code, branch, detail
    FROM action_log
    WHERE account_id = ${tx.accountId} AND workflow_id = ${page.workflowId}
      AND at >= to_timestamp(${page.from / 1000}::float8) AND at < to_timestamp(${page.to / 1000}::float8)
      ${
        before === undefined
          ? empty
          : sql`AND (at, enrollment_id, seq) <
              (timestamptz 'epoch' + ${before.atMicros}::bigint * interval '1 microsecond', ${before.enrollmentId}::bigint,
                ${before.seq}::int)`
      }
      ${page.actionId === undefined ? empty : sql`AND action_id = ${page.actionId}`}
      ${page.recordIds ? sql`AND record_id = ANY(${numberArray(page.recordIds)}::bigint[])` : empty}
      ${page.enrollmentId === undefined ? empty : sql`AND enrollment_id = ${page.enrollmentId}`}
      ${page.outcome === undefined ? empty : sql`AND outcome = ${page.outcome}`}
    ORDER BY at DESC, enrollment_id DESC, seq DESC LIMIT ${page.limit}`)
}

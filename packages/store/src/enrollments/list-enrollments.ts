import sql, { empty, type Sql } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EventNamed } from './enrollment-source.js'

/** `active` and `ended` are groups; the others are states of an active or an ended enrollment. */
export type EnrollmentStateFilter =
  | 'active'
  | 'ended'
  | 'ready'
  | 'time'
  | 'event'
  | 'effect'
  | 'person'
  | 'completed'
  | 'goal_met'
  | 'unenrolled'
  | 'failed'

export interface EnrollmentsPage {
  readonly workflowId: number
  readonly limit: number
  /** Ids below this one: the last of the page before. */
  readonly before?: number
  readonly state?: EnrollmentStateFilter
  readonly recordIds?: readonly number[]
  /** Where they stand, or stood last. */
  readonly actionId?: string
  /** Moments of enrollment, epoch ms: from (included) to (excluded). */
  readonly from?: number
  readonly to?: number
}

export interface ListedEnrollment {
  readonly id: number
  readonly recordId: number
  /** How it ended, else what it waits for. */
  readonly state: string
  readonly source: Readonly<Record<string, unknown>> & { readonly event?: EventNamed }
  readonly revisionId: number
  readonly enrolledAt: number
  readonly endedAt: number | null
  readonly reason: string | null
  readonly actionId: string | null
  readonly dueAt: number | null
  /** Why it waits where no action of its workflow says so: a code of outcomes (W-SET-7). */
  readonly code: string | null
}

const activeStates: ReadonlySet<string> = new Set(['ready', 'time', 'event', 'effect', 'person'])

/** Enrollments of a workflow, newest first. */
export function listEnrollments(tx: Transaction, page: EnrollmentsPage): Promise<ListedEnrollment[]> {
  return tx.query<ListedEnrollment>(sql`
    SELECT id, record_id AS "recordId", coalesce(end_state, state) AS state, source, revision_id AS "revisionId",
      enrolled_at AS "enrolledAt", ended_at AS "endedAt", reason, action_id AS "actionId", due_at AS "dueAt",
      CASE WHEN state = 'time' THEN context -> 'held' ->> 'because' END AS code
    FROM enrollments
    WHERE account_id = ${tx.accountId} AND workflow_id = ${page.workflowId}
      ${page.before === undefined ? empty : sql`AND id < ${page.before}`}
      ${page.state === undefined ? empty : inState(page.state)}
      ${page.recordIds ? sql`AND record_id = ANY(${numberArray(page.recordIds)}::bigint[])` : empty}
      ${page.actionId === undefined ? empty : sql`AND action_id = ${page.actionId}`}
      ${page.from === undefined ? empty : sql`AND enrolled_at >= to_timestamp(${page.from / 1000}::float8)`}
      ${page.to === undefined ? empty : sql`AND enrolled_at < to_timestamp(${page.to / 1000}::float8)`}
    ORDER BY account_id, workflow_id, id DESC LIMIT ${page.limit}`)
}

function inState(state: EnrollmentStateFilter): Sql {
  if (state === 'active') return sql`AND ended_at IS NULL`
  if (state === 'ended') return sql`AND ended_at IS NOT NULL`
  return activeStates.has(state) ? sql`AND state = ${state}` : sql`AND end_state = ${state}`
}

import sql, { empty } from 'sql-template-tag'
import type { Transaction } from '../database.js'

export const issueResolutions = ['resend', 'mark_as_sent', 'dismiss'] as const
export type IssueResolution = (typeof issueResolutions)[number]

/** M-ISS-2. Times in epoch ms. */
export interface Issue {
  readonly id: number
  readonly workflowId: number
  readonly enrollmentId: number | null
  readonly recordId: number | null
  readonly actionId: string | null
  readonly kind: string
  readonly message: string
  readonly detail: Readonly<Record<string, unknown>> | null
  readonly occurrences: number
  readonly firstAt: number
  readonly lastAt: number
  readonly resolvedAt: number | null
  readonly resolution: IssueResolution | null
}

const columns = sql`id, workflow_id AS "workflowId", enrollment_id AS "enrollmentId", record_id AS "recordId",
  action_id AS "actionId", kind, message, detail, occurrences, first_at AS "firstAt", last_at AS "lastAt",
  resolved_at AS "resolvedAt", resolution`

export interface IssuePage {
  readonly limit: number
  /** Issues before this id: newest first. */
  readonly before?: number
  readonly resolved?: boolean
  readonly workflowId?: number
  readonly kind?: string
}

export function listIssues(tx: Transaction, page: IssuePage): Promise<Issue[]> {
  const { before, resolved, workflowId, kind, limit } = page
  return tx.query<Issue>(
    sql`SELECT ${columns} FROM issues
      WHERE account_id = ${tx.accountId}
        ${before === undefined ? empty : sql`AND id < ${before}`}
        ${resolved === undefined ? empty : sql`AND (resolved_at IS NOT NULL) = ${resolved}`}
        ${workflowId === undefined ? empty : sql`AND workflow_id = ${workflowId}`}
        ${kind === undefined ? empty : sql`AND kind = ${kind}`}
      ORDER BY id DESC LIMIT ${limit}`,
  )
}

export async function readIssue(tx: Transaction, id: number): Promise<Issue | undefined> {
  const [issue] = await tx.query<Issue>(
    sql`SELECT ${columns} FROM issues WHERE account_id = ${tx.accountId} AND id = ${id}`,
  )
  return issue
}

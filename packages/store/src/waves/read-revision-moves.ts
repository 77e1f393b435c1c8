import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface RevisionMove {
  readonly workflowId: number
  readonly fromRevisionId: number
  readonly toRevisionId: number
  /** Only actions that are gone: where whoever stood there goes on; null completes. */
  readonly movedActions: Readonly<Record<string, string | null>>
}

/** How people inside these workflows move on to the newest published revision (engine.md 6). */
export function readRevisionMoves(tx: Transaction, workflowIds: readonly number[]): Promise<RevisionMove[]> {
  return tx.query<RevisionMove>(
    sql`SELECT workflow_id AS "workflowId", from_revision_id AS "fromRevisionId", to_revision_id AS "toRevisionId",
        moved_actions AS "movedActions"
      FROM revision_moves
      WHERE account_id = ${tx.accountId} AND workflow_id = ANY (${numberArray(workflowIds)}::bigint[])`,
    'read-revision-moves',
  )
}

import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { IssueResolution } from './read-issues.js'

/**
 * Resolves an open issue (M-ISS-3); false when somebody was first. Records and enrollments are locked before it, by the
 * caller.
 */
export async function resolveIssue(
  tx: Transaction,
  id: number,
  resolution: IssueResolution,
  tokenId: number | null,
): Promise<boolean> {
  const resolved = await tx.execute(
    sql`UPDATE issues SET resolved_at = now(), resolution = ${resolution}, resolved_by_token_id = ${tokenId}
      WHERE account_id = ${tx.accountId} AND id = ${id} AND resolved_at IS NULL`,
    'issues.resolve',
  )
  return resolved === 1
}

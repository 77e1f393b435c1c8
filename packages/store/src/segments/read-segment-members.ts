import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** A record standing in a maintained segment: the records meeting the triggers of a workflow. */
export interface SegmentMember {
  readonly workflowId: number
  readonly recordId: number
  readonly matchedGroup: number | null
}

/** Memberships of locked records in the segments of some workflows. */
export function readSegmentMembers(
  tx: Transaction,
  recordIds: readonly number[],
  workflowIds: readonly number[],
): Promise<SegmentMember[]> {
  return tx.query<SegmentMember>(
    sql`
      SELECT workflow_id AS "workflowId", record_id AS "recordId", matched_group AS "matchedGroup"
      FROM segment_members
      WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(recordIds)}::bigint[])
        AND workflow_id = ANY(${numberArray(workflowIds)}::bigint[])`,
    'segments.read-members',
  )
}

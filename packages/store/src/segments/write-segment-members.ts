import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { SegmentMember } from './read-segment-members.js'

/** Records that joined a segment, or stand in another group of it now. */
export async function joinSegments(tx: Transaction, members: readonly SegmentMember[]): Promise<void> {
  if (members.length === 0) return
  await tx.execute(
    sql`
      INSERT INTO segment_members (account_id, workflow_id, record_id, matched_group)
      SELECT ${tx.accountId}, workflow_id, record_id, matched_group
      FROM unnest(${numberArray(members.map((m) => m.workflowId))}::bigint[],
        ${numberArray(members.map((m) => m.recordId))}::bigint[],
        ${numberArray(members.map((m) => m.matchedGroup))}::smallint[]) AS m(workflow_id, record_id, matched_group)
      ORDER BY workflow_id, record_id
      ON CONFLICT (account_id, workflow_id, record_id) DO UPDATE SET matched_group = excluded.matched_group`,
    'segments.join',
  )
}

/** Records that left a segment. */
export async function leaveSegments(
  tx: Transaction,
  members: readonly Pick<SegmentMember, 'workflowId' | 'recordId'>[],
): Promise<void> {
  if (members.length === 0) return
  await tx.execute(
    sql`
      DELETE FROM segment_members s
      USING unnest(${numberArray(members.map((m) => m.workflowId))}::bigint[],
        ${numberArray(members.map((m) => m.recordId))}::bigint[]) AS m(workflow_id, record_id)
      WHERE s.account_id = ${tx.accountId} AND s.workflow_id = m.workflow_id AND s.record_id = m.record_id`,
    'segments.leave',
  )
}

/** Forgets the members of a segment in a locked range of records: what an earlier turn-on knew of them. */
export async function clearSegmentRange(
  tx: Transaction,
  workflowId: number,
  after: number,
  to: number,
): Promise<void> {
  await tx.execute(
    sql`
      DELETE FROM segment_members
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND record_id > ${after} AND record_id <= ${to}`,
    'segments.clear-range',
  )
}

/** Forgets locked records that no longer exist, in every segment and on the clock. */
export async function forgetRecords(tx: Transaction, recordIds: readonly number[]): Promise<void> {
  if (recordIds.length === 0) return
  const ids = numberArray(recordIds)
  await tx.execute(
    sql`
      WITH forgotten AS (
        DELETE FROM segment_members WHERE account_id = ${tx.accountId} AND record_id = ANY(${ids}::bigint[])
      )
      DELETE FROM clock_wakeups WHERE account_id = ${tx.accountId} AND record_id = ANY(${ids}::bigint[])`,
    'segments.forget-records',
  )
}

// Where records stand outside their own values: lists, workflows, imports. Answers are sets of `record thing` words.
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

type Words = Promise<ReadonlySet<string>>

export async function readListMemberships(
  tx: Transaction,
  ids: readonly number[],
  lists: ReadonlySet<number>,
): Words {
  const rows = await tx.query<{ record_id: number; list_id: number }>(
    sql`
      SELECT record_id, list_id FROM list_members
      WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(ids)}::bigint[])
        AND list_id = ANY(${numberArray([...lists])}::bigint[])`,
    'records.read-list-memberships',
  )
  return new Set(rows.map((row) => `${row.record_id} ${row.list_id}`))
}

interface StatusRow {
  readonly record_id: number
  readonly workflow_id: number
  readonly statuses: readonly string[]
}

/** Has ever been enrolled, is active, has completed, has met the goal (W-FLS: workflow filters). */
export async function readWorkflowStatuses(
  tx: Transaction,
  ids: readonly number[],
  workflows: ReadonlySet<number>,
): Words {
  const rows = await tx.query<StatusRow>(
    sql`
      SELECT w.record_id, w.workflow_id, array_remove(ARRAY[
        CASE WHEN w.enrollments > 0 THEN 'WORKFLOWS_ENROLLMENT' END,
        CASE WHEN e.id IS NOT NULL THEN 'WORKFLOWS_ACTIVE' END,
        CASE WHEN w.completed_at IS NOT NULL THEN 'WORKFLOWS_COMPLETED' END,
        CASE WHEN w.goal_at IS NOT NULL THEN 'WORKFLOWS_GOAL_MET' END], NULL) AS statuses
      FROM workflow_records w
      LEFT JOIN enrollments e ON e.account_id = w.account_id AND e.record_id = w.record_id
        AND e.workflow_id = w.workflow_id AND e.ended_at IS NULL
      WHERE w.account_id = ${tx.accountId} AND w.record_id = ANY(${numberArray(ids)}::bigint[])
        AND w.workflow_id = ANY(${numberArray([...workflows])}::bigint[])`,
    'records.read-workflow-statuses',
  )
  return new Set(
    rows.flatMap((row) => row.statuses.map((status) => `${row.record_id} ${row.workflow_id} ${status}`)),
  )
}

export async function readImports(
  tx: Transaction,
  ids: readonly number[],
  imports: ReadonlySet<string>,
): Words {
  const numbers = [...imports].map(Number).filter(Number.isSafeInteger)
  const rows = await tx.query<{ record_id: number; import_id: number }>(
    sql`
      SELECT record_id, import_id FROM import_records
      WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(ids)}::bigint[])
        AND import_id = ANY(${numberArray(numbers)}::bigint[])`,
    'records.read-imports',
  )
  return new Set(rows.map((row) => `${row.record_id} ${row.import_id}`))
}

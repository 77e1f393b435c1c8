import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { LiveList } from '../definitions/compile-lists.js'
import { coldJoin } from '../records/cold-join.js'

/** True when nothing is waiting to be looked at: then members are who the filters say. */
export async function isQuiet(tx: Transaction): Promise<boolean> {
  const [row] = await tx.query<{ quiet: boolean }>(sql`
    SELECT NOT (
      EXISTS (SELECT FROM pending_changes WHERE account_id = ${tx.accountId})
      OR EXISTS (SELECT FROM pending_fanout WHERE account_id = ${tx.accountId})
      OR EXISTS (SELECT FROM list_builds WHERE account_id = ${tx.accountId})
      OR EXISTS (SELECT FROM user_looks WHERE account_id = ${tx.accountId})
      OR EXISTS (SELECT FROM clock_wakeups WHERE account_id = ${tx.accountId} AND due_at <= now())) AS quiet`)
  return row?.quiet === true
}

/** Records that stand in an active list and do not meet its filter, or meet it and do not stand in it; at most a hundred. */
export async function strayMembers(
  tx: Transaction,
  { listId, objectTypeId, filter }: LiveList,
  now: number,
): Promise<{ readonly recordId: number; readonly isMember: boolean }[]> {
  const { condition, needsCold } = filter.toSql(now)
  return tx.query(sql`
    SELECT r.id AS "recordId", m.record_id IS NOT NULL AS "isMember"
    FROM records r ${coldJoin(needsCold)}
    LEFT JOIN list_members m ON m.account_id = r.account_id AND m.list_id = ${listId} AND m.record_id = r.id
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${objectTypeId}
      AND (m.record_id IS NOT NULL)
        <> (r.deleted_at IS NULL AND r.merged_into IS NULL AND (${condition}))
    ORDER BY r.id LIMIT 100`)
}

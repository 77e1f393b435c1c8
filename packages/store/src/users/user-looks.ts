// Who the users are has changed: filters that name them by what they are have flipped for records that nobody wrote.
import type { CompiledFilter } from '@millrace/filters'
import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { coldJoin } from '../records/cold-join.js'

/** Users are definitions: raises their epoch, and asks for a look at whom their change concerns. Under the exclusive lock. */
export async function noteUsersChanged(tx: Transaction): Promise<void> {
  await tx.execute(
    sql`INSERT INTO user_looks (account_id) VALUES (${tx.accountId})
      ON CONFLICT (account_id) DO UPDATE SET cursor = 0`,
    'users.note-changed',
  )
  await bumpEpoch(tx)
}

/**
 * How far the look has come, its row locked; undefined: there is none to take, or somebody else has it. Before records, as a
 * publication's row is: whoever else writes it holds the account's lock exclusively.
 */
export async function claimUserLook(tx: Transaction): Promise<number | undefined> {
  const [row] = await tx.query<{ cursor: number }>(
    sql`SELECT cursor FROM user_looks WHERE account_id = ${tx.accountId} FOR NO KEY UPDATE SKIP LOCKED`,
    'users.claim-look',
  )
  return row?.cursor
}

/** The look has come to this record; null: it is over. */
export async function advanceUserLook(tx: Transaction, to: number | null): Promise<void> {
  await tx.execute(
    to === null
      ? sql`DELETE FROM user_looks WHERE account_id = ${tx.accountId}`
      : sql`UPDATE user_looks SET cursor = ${to} WHERE account_id = ${tx.accountId}`,
    to === null ? 'users.end-look' : 'users.advance-look',
  )
}

/** The id of the last of the next `limit` records; null: there are none. */
export async function nextRecords(tx: Transaction, after: number, limit: number): Promise<number | null> {
  const [row] = await tx.query<{ to: number | null }>(
    sql`SELECT max(id) AS to FROM (
        SELECT id FROM records WHERE account_id = ${tx.accountId} AND id > ${after} ORDER BY id LIMIT ${limit}
      ) AS next`,
    'users.next-records',
  )
  return row?.to ?? null
}

/** What is kept of a filter's answers. */
export type Kept =
  | { readonly workflowId: number; readonly of: 'trigger' | 'guard' }
  | { readonly listId: number; readonly of: 'list' }

export interface Looking {
  readonly objectTypeId: string
  readonly filter: CompiledFilter
  readonly kept: Kept
}

/** Living records of a range of ids for which a filter's answer is not the one that is kept. Nothing is locked. */
export async function flippedRecords(
  tx: Transaction,
  { objectTypeId, filter, kept }: Looking,
  { after, to }: { readonly after: number; readonly to: number },
  now: number,
): Promise<number[]> {
  const { condition, needsCold } = filter.toSql(now)
  const rows = await tx.query<{ id: number }>(sql`
    SELECT r.id FROM records r ${coldJoin(needsCold)}
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${objectTypeId} AND r.id > ${after} AND r.id <= ${to}
      AND r.deleted_at IS NULL AND r.merged_into IS NULL AND ${differs(kept, condition)}
    ORDER BY r.id`)
  return rows.map(({ id }) => id)
}

function differs(kept: Kept, condition: Sql): Sql {
  switch (kept.of) {
    case 'trigger':
      return sql`(${condition}) <> EXISTS (SELECT FROM segment_members m
        WHERE m.account_id = r.account_id AND m.workflow_id = ${kept.workflowId} AND m.record_id = r.id)`
    case 'list':
      return sql`(${condition}) <> EXISTS (SELECT FROM list_members m
        WHERE m.account_id = r.account_id AND m.list_id = ${kept.listId} AND m.record_id = r.id)`
    // Whoever is inside and meets a goal or a suppression should not be.
    case 'guard':
      return sql`(${condition}) AND EXISTS (SELECT FROM enrollments e WHERE e.account_id = r.account_id
        AND e.record_id = r.id AND e.workflow_id = ${kept.workflowId} AND e.ended_at IS NULL)`
  }
}

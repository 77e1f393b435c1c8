// Joins and leaves of locked records, with what they add to the size of each list.
import sql, { type Sql } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface Membership {
  readonly listId: number
  readonly recordId: number
}

export interface Member extends Membership {
  /** Which group of the filter it met (W-LOG-12); null where nobody asked. */
  readonly matchedGroup: number | null
}

/** Returns those that were not in it. `at`: epoch ms. */
export function joinLists(tx: Transaction, members: readonly Member[], at: number): Promise<Membership[]> {
  return changed(
    tx,
    members,
    sql`
      INSERT INTO list_members (account_id, list_id, record_id, matched_group, joined_at)
      SELECT ${tx.accountId}, list_id, record_id, matched_group, to_timestamp(${at / 1000}::float8)
      FROM unnest(${listIds(members)}::bigint[], ${recordIds(members)}::bigint[],
        ${numberArray(members.map((member) => member.matchedGroup))}::smallint[]) AS m(list_id, record_id, matched_group)
      ORDER BY list_id, record_id
      ON CONFLICT DO NOTHING RETURNING list_id, record_id`,
    1,
    'lists.join',
  )
}

/** Returns those that were in it. */
export function leaveLists(tx: Transaction, members: readonly Membership[]): Promise<Membership[]> {
  return changed(
    tx,
    members,
    sql`
      DELETE FROM list_members s
      USING unnest(${listIds(members)}::bigint[], ${recordIds(members)}::bigint[]) AS m(list_id, record_id)
      WHERE s.account_id = ${tx.accountId} AND s.list_id = m.list_id AND s.record_id = m.record_id
      RETURNING s.list_id, s.record_id`,
    -1,
    'lists.leave',
  )
}

/** Records that no longer exist are in no list, static ones included. */
export async function leaveAllLists(tx: Transaction, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await tx.query(
    counted(
      tx,
      sql`
        DELETE FROM list_members
        WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(ids)}::bigint[])
        RETURNING list_id, record_id`,
      -1,
    ),
    'lists.leave-all',
  )
}

/** Members that meet another group of their filter now. */
export async function regroupMembers(tx: Transaction, members: readonly Member[]): Promise<void> {
  if (members.length === 0) return
  await tx.execute(
    sql`
      UPDATE list_members s SET matched_group = m.matched_group
      FROM unnest(${listIds(members)}::bigint[], ${recordIds(members)}::bigint[],
        ${numberArray(members.map((member) => member.matchedGroup))}::smallint[]) AS m(list_id, record_id, matched_group)
      WHERE s.account_id = ${tx.accountId} AND s.list_id = m.list_id AND s.record_id = m.record_id`,
    'lists.regroup',
  )
}

async function changed(
  tx: Transaction,
  members: readonly Membership[],
  statement: Sql,
  sign: 1 | -1,
  name: string,
): Promise<Membership[]> {
  if (members.length === 0) return []
  return tx.query<Membership>(counted(tx, statement, sign), name)
}

function counted(tx: Transaction, statement: Sql, sign: 1 | -1): Sql {
  return sql`
    WITH changed AS (${statement}), counted AS (
      INSERT INTO list_size_deltas (account_id, list_id, n)
      SELECT ${tx.accountId}, list_id, ${sign}::int * count(*) FROM changed GROUP BY list_id ORDER BY list_id
    )
    SELECT list_id AS "listId", record_id AS "recordId" FROM changed ORDER BY 1, 2`
}

function listIds(members: readonly Membership[]): string {
  return numberArray(members.map(({ listId }) => listId))
}

function recordIds(members: readonly Membership[]): string {
  return numberArray(members.map(({ recordId }) => recordId))
}

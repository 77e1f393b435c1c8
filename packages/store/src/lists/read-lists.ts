import { fold, Problem } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { type List, listColumns } from './list.js'

/** Throws LIST_NOT_FOUND, also for a deleted one. */
export async function readList(tx: Transaction, id: number): Promise<List> {
  const [list] = await readLists(tx, [id])
  if (!list) throw listNotFound(id)
  return list
}

/** Lists by id, in order of id; those that are not there or deleted are left out. */
export function readLists(tx: Transaction, ids: readonly number[]): Promise<List[]> {
  return select(tx, sql`l.id = ANY(${numberArray(ids)}::bigint[]) AND l.deleted_at IS NULL`, 'lists.read')
}

/** A deleted list that may be restored. */
export async function readDeletedList(tx: Transaction, id: number): Promise<List | undefined> {
  const [list] = await select(tx, sql`l.id = ${id} AND l.deleted_at IS NOT NULL`, 'lists.read-deleted')
  return list
}

export async function findListByName(
  tx: Transaction,
  objectTypeId: string,
  name: string,
): Promise<List | undefined> {
  const [list] = await select(
    tx,
    sql`l.name_key = ${fold(name)} AND l.object_type_id = ${objectTypeId} AND l.deleted_at IS NULL`,
    'lists.find-by-name',
  )
  return list
}

function select(tx: Transaction, condition: Sql, name: string): Promise<List[]> {
  return tx.query<List>(
    sql`SELECT ${listColumns} FROM lists l WHERE l.account_id = ${tx.accountId} AND ${condition} ORDER BY l.id`,
    name,
  )
}

export function listNotFound(id: number | string): Problem {
  return new Problem('LIST_NOT_FOUND', `There is no list ${id}.`, { context: { ids: [String(id)] } })
}

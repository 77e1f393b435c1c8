import { fold } from '@millrace/model'
import sql, { join, raw } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { type List, type ListProcessing, listColumns } from './list.js'

/** Each is followed by the id, so that pages never overlap. */
const orders = {
  id: 'l.id',
  name: 'l.name_key',
  size: 'size',
  createdAt: 'l.created_at',
  updatedAt: 'l.updated_at',
} as const

export type ListOrder = keyof typeof orders

export interface ListSearch {
  /** Part of the name, in whatever case. */
  readonly query: string
  /** Empty: of every kind. */
  readonly processingTypes: readonly ListProcessing[]
  /** null: any. */
  readonly listIds: readonly number[] | null
  readonly order: ListOrder
  readonly descending: boolean
  readonly offset: number
  readonly count: number
}

/** One page of the lists that are not deleted, and how many there are in all. */
export async function searchLists(
  tx: Transaction,
  search: ListSearch,
): Promise<{ readonly total: number; readonly lists: List[] }> {
  const { processingTypes, listIds } = search
  const conditions = [
    sql`l.account_id = ${tx.accountId} AND l.deleted_at IS NULL`,
    sql`strpos(l.name_key, ${fold(search.query)}) > 0`,
    ...(processingTypes.length > 0 ? [sql`l.processing_type IN (${join(processingTypes)})`] : []),
    ...(listIds ? [sql`l.id = ANY(${numberArray(listIds)}::bigint[])`] : []),
  ]
  const where = join(conditions, ' AND ')
  const direction = search.descending ? 'DESC' : 'ASC'
  const lists = await tx.query<List>(sql`
    SELECT ${listColumns} FROM lists l WHERE ${where} ORDER BY ${raw(`${orders[search.order]} ${direction}, l.id ${direction}`)}
    LIMIT ${search.count} OFFSET ${search.offset}`)
  const [row] = await tx.query<{ total: number }>(sql`SELECT count(*) AS total FROM lists l WHERE ${where}`)
  return { total: row?.total ?? 0, lists }
}

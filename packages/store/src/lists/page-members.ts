import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Members of a list by record id, ascending, after an id: one page. */
export async function pageMembers(
  tx: Transaction,
  listId: number,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<number[]> {
  const rows = await memberPage(tx, listId, { after, limit })
  return rows.map(({ recordId }) => recordId)
}

export interface ListedMember {
  readonly recordId: number
  /** Epoch ms. */
  readonly joinedAt: number
}

/** Records above an id, or the last ones below one; in order of id either way. */
export async function memberPage(
  tx: Transaction,
  listId: number,
  page:
    | { readonly after: number; readonly limit: number }
    | { readonly before: number; readonly limit: number },
): Promise<ListedMember[]> {
  if ('after' in page)
    return select(
      tx,
      listId,
      sql`record_id > ${page.after} ORDER BY record_id`,
      page.limit,
      'lists.members-after',
    )
  const rows = await select(
    tx,
    listId,
    sql`record_id < ${page.before} ORDER BY record_id DESC`,
    page.limit,
    'lists.members-before',
  )
  return rows.reverse()
}

/** A place in the order of joining. */
export type JoinPlace = Pick<ListedMember, 'joinedAt' | 'recordId'>

/** The same in the order in which they joined, then by id. */
export async function memberPageByJoin(
  tx: Transaction,
  listId: number,
  page:
    | { readonly after: JoinPlace; readonly limit: number }
    | { readonly before: JoinPlace; readonly limit: number },
): Promise<ListedMember[]> {
  if ('after' in page) {
    const { joinedAt, recordId } = page.after
    const place = sql`(joined_at, record_id) > (to_timestamp(${joinedAt / 1000}::float8), ${recordId}::bigint)
      ORDER BY joined_at, record_id`
    return select(tx, listId, place, page.limit, 'lists.members-joined-after')
  }
  const { joinedAt, recordId } = page.before
  const place = sql`(joined_at, record_id) < (to_timestamp(${joinedAt / 1000}::float8), ${recordId}::bigint)
    ORDER BY joined_at DESC, record_id DESC`
  return (await select(tx, listId, place, page.limit, 'lists.members-joined-before')).reverse()
}

function select(
  tx: Transaction,
  listId: number,
  place: Sql,
  limit: number,
  name: string,
): Promise<ListedMember[]> {
  return tx.query<ListedMember>(
    sql`
      SELECT record_id AS "recordId", joined_at AS "joinedAt" FROM list_members
      WHERE account_id = ${tx.accountId} AND list_id = ${listId} AND ${place} LIMIT ${limit}`,
    name,
  )
}

import { fold, Problem } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { type User, userColumns } from './user.js'

/** Active users by id, after an id: one page. */
export function listUsers(
  tx: Transaction,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<User[]> {
  return tx.query<User>(sql`
    SELECT ${userColumns} FROM users u
    WHERE u.account_id = ${tx.accountId} AND u.id > ${after} AND u.deactivated_at IS NULL
    ORDER BY u.id LIMIT ${limit}`)
}

/** By id, or by address. */
export type UserName = number | { readonly email: string }

/** An active user. Throws USER_NOT_FOUND. */
export async function readUser(tx: Transaction, who: UserName): Promise<User> {
  const user = await findUser(tx, who)
  if (user?.deactivatedAt === null) return user
  throw new Problem('USER_NOT_FOUND', 'There is no such user.', {
    ...(typeof who === 'number' && { context: { ids: [String(who)] } }),
  })
}

/** Deactivated ones too: they come back as who they were. */
export function findUser(tx: Transaction, who: UserName): Promise<User | undefined> {
  return readOne(tx, typeof who === 'number' ? sql`u.id = ${who}` : sql`u.email = ${fold(who.email)}`)
}

/** For whoever asks on nobody's behalf: the account's first user that is still active. */
export function firstUser(tx: Transaction): Promise<User | undefined> {
  return readOne(tx, sql`u.deactivated_at IS NULL ORDER BY u.id LIMIT 1`)
}

async function readOne(tx: Transaction, condition: Sql): Promise<User | undefined> {
  const [user] = await tx.query<User>(
    sql`SELECT ${userColumns} FROM users u WHERE u.account_id = ${tx.accountId} AND ${condition}`,
  )
  return user
}

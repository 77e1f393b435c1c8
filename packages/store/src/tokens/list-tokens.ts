import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Database } from '../database.js'

export interface ListedToken {
  readonly id: number
  readonly label: string
  /** All of its text that is known. */
  readonly last4: string
  /** null: unrestricted. */
  readonly scopes: readonly string[] | null
  readonly instanceOwner: boolean
  readonly developerKey: boolean
  readonly userId: number | null
  /** Epoch ms. */
  readonly createdAt: number
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null
}

const columns = sql`id, label, last4, scopes, instance_owner AS "instanceOwner", developer_key AS "developerKey",
  user_id AS "userId", created_at AS "createdAt", expires_at AS "expiresAt"`

/** Tokens people made for an account, those of apps not among them, by id: one page. */
export function listTokens(
  db: Database,
  accountId: number,
  { after = 0, limit }: { readonly after?: number; readonly limit: number },
): Promise<ListedToken[]> {
  return db.query<ListedToken>(sql`
    SELECT ${columns} FROM access_tokens
    WHERE account_id = ${accountId} AND id > ${after} AND grant_id IS NULL AND revoked_at IS NULL
    ORDER BY id LIMIT ${limit}`)
}

/** Throws TOKEN_NOT_FOUND. */
export async function readToken(db: Database, accountId: number, id: number): Promise<ListedToken> {
  const [token] = await listTokens(db, accountId, { after: id - 1, limit: 1 })
  if (token?.id === id) return token
  throw new Problem('TOKEN_NOT_FOUND', `There is no token ${id}.`, { context: { ids: [String(id)] } })
}

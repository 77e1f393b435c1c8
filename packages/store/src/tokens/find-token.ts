import { timingSafeEqual } from 'node:crypto'
import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { isDamaged, tokenHash } from './token-text.js'

export interface AccessToken {
  readonly id: number
  readonly accountId: number
  readonly label: string
  /** null: unrestricted. */
  readonly scopes: readonly string[] | null
  readonly instanceOwner: boolean
  /** Whom it acts for; null: nobody in particular. */
  readonly userId: number | null
  /** Good only in the address of the calls of api.md 2.1. */
  readonly developerKey: boolean
  /** Came from somebody's consent to an app. */
  readonly ofApp: boolean
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null
}

/** Revoked reads as unknown. */
export type TokenAnswer =
  | { readonly state: 'valid'; readonly token: AccessToken }
  | { readonly state: 'expired' | 'unknown' }

/**
 * Who a bearer token speaks for at `now` (epoch ms). Looked up by hash: how long that takes says nothing about the text,
 * and the hashes are compared in constant time besides.
 */
export async function findToken(db: Database, text: string, now: number): Promise<TokenAnswer> {
  if (isDamaged(text)) return { state: 'unknown' }
  const hash = tokenHash(text)
  const [row] = await db.query<AccessToken & { hash: Buffer }>(
    sql`
      SELECT id, account_id AS "accountId", label, scopes, instance_owner AS "instanceOwner",
        user_id AS "userId", developer_key AS "developerKey", grant_id IS NOT NULL AS "ofApp", expires_at AS "expiresAt", token_hash AS hash
      FROM access_tokens WHERE token_hash = ${hash} AND revoked_at IS NULL`,
    'tokens.find',
  )
  if (!row || !timingSafeEqual(row.hash, hash)) return { state: 'unknown' }
  if (row.expiresAt !== null && row.expiresAt <= now) return { state: 'expired' }
  const { hash: _, ...token } = row
  return { state: 'valid', token }
}

import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { tokenHash } from '../tokens/token-text.js'

/** What a token says of itself to whoever holds it. */
export interface TokenInfo {
  readonly accountId: number
  readonly userId: number | null
  /** null: unrestricted. */
  readonly scopes: readonly string[] | null
  /** null: no app's. */
  readonly appId: number | null
  readonly clientId: string | null
  /** Epoch ms; null: never. */
  readonly expiresAt: number | null
}

/** undefined: unknown, revoked or over. */
export async function describeAccessToken(db: Database, text: string): Promise<TokenInfo | undefined> {
  const [info] = await db.query<TokenInfo>(sql`
    SELECT t.account_id AS "accountId", t.user_id AS "userId", t.scopes, a.id AS "appId", a.client_id AS "clientId",
      t.expires_at AS "expiresAt"
    FROM access_tokens t LEFT JOIN app_grants g ON g.id = t.grant_id LEFT JOIN apps a ON a.id = g.app_id
    WHERE t.token_hash = ${tokenHash(text)} AND t.revoked_at IS NULL AND NOT t.developer_key
      AND (t.expires_at IS NULL OR t.expires_at > now())`)
  return info
}

/** undefined: unknown or revoked. */
export async function describeRefreshToken(db: Database, text: string): Promise<TokenInfo | undefined> {
  const [info] = await db.query<TokenInfo>(sql`
    SELECT g.account_id AS "accountId", g.user_id AS "userId", g.scopes, a.id AS "appId", a.client_id AS "clientId",
      NULL AS "expiresAt"
    FROM app_grants g JOIN apps a ON a.id = g.app_id
    WHERE g.refresh_hash = ${tokenHash(text)} AND g.revoked_at IS NULL`)
  return info
}

/** An app that an account let in. */
export interface ConnectedApp {
  readonly id: number
  readonly appId: number
  readonly name: string
  readonly scopes: readonly string[]
  readonly userId: number | null
  /** Epoch ms. */
  readonly connectedAt: number
}

/** Apps that may act in an account at present, by consent. */
export function listConnectedApps(db: Database, accountId: number): Promise<ConnectedApp[]> {
  return db.query<ConnectedApp>(sql`
    SELECT g.id, g.app_id AS "appId", a.name, g.scopes, g.user_id AS "userId", g.code_used_at AS "connectedAt"
    FROM app_grants g JOIN apps a ON a.id = g.app_id
    WHERE g.account_id = ${accountId} AND g.refresh_hash IS NOT NULL AND g.revoked_at IS NULL ORDER BY g.id`)
}

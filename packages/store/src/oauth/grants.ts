// One consent from its code to its last access token. Codes and tokens are kept as hashes only.
import { createHash, randomBytes } from 'node:crypto'
import { Problem } from '@millrace/model'
import type pg from 'pg'
import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { inLoginTransaction } from '../login-transaction.js'
import { newTokenText, tokenHash } from '../tokens/token-text.js'
import type { App } from './apps.js'

/** Seconds a code may take to come back, and an access token lives. */
const codeSeconds = 60
export const accessTokenSeconds = 1_800

export interface Consent {
  readonly app: App
  readonly accountId: number
  readonly userId: number | null
  readonly scopes: readonly string[]
  readonly redirectUrl: string
  /** PKCE, S256; null: without. */
  readonly challenge: string | null
}

export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string
}

/** An account lets an app in: the code that the app changes into tokens, once, within a minute. */
export async function giveConsent(db: Database, consent: Consent): Promise<string> {
  const code = randomBytes(32).toString('base64url')
  const { app, accountId, userId, scopes, redirectUrl, challenge } = consent
  // Codes that nobody came for leave with the next one.
  await db.owner.query(sql`
    DELETE FROM app_grants
    WHERE app_id = ${app.id} AND code_used_at IS NULL AND code_expires_at < now() - interval '1 day'`)
  await db.owner.query(sql`
    INSERT INTO app_grants (app_id, account_id, user_id, scopes, code_hash, code_expires_at, redirect_url, challenge)
    VALUES (${app.id}, ${accountId}, ${userId}, ${scopes}, ${tokenHash(code)},
      now() + make_interval(secs => ${codeSeconds}), ${redirectUrl}, ${challenge})`)
  return code
}

interface Grant {
  readonly id: number
  readonly accountId: number
  readonly userId: number | null
  readonly scopes: readonly string[]
  readonly redirectUrl: string
  readonly challenge: string | null
  readonly used: boolean
  readonly over: boolean
}

/**
 * Tokens for a code. A code that comes twice was stolen once: what the first one got ends (RFC 6749 4.1.2). Throws
 * OAUTH_GRANT_INVALID, one sentence for every reason.
 */
export async function exchangeCode(
  db: Database,
  app: App,
  {
    code,
    redirectUrl,
    verifier,
  }: { readonly code: string; readonly redirectUrl: string; readonly verifier?: string },
): Promise<IssuedTokens> {
  const issued = await inLoginTransaction(db, async (client) => {
    const grant = await lockGrant(client, sql`code_hash = ${tokenHash(code)} AND app_id = ${app.id}`)
    if (!grant) return null
    if (grant.used) return endGrants(client, sql`id = ${grant.id}`).then(() => null)
    if (grant.over || grant.redirectUrl !== redirectUrl || !proves(verifier, grant.challenge)) return null
    const refreshToken = newRefreshToken()
    await client.query(sql`
      UPDATE app_grants SET code_used_at = now(), refresh_hash = ${tokenHash(refreshToken)} WHERE id = ${grant.id}`)
    return { accessToken: await issueAccessToken(client, app, grant), refreshToken }
  })
  return issued ?? refuse()
}

/** Another access token; the refresh token stays the same for as long as the consent does. Throws OAUTH_GRANT_INVALID. */
export async function refreshAccess(db: Database, app: App, refreshToken: string): Promise<IssuedTokens> {
  const accessToken = await inLoginTransaction(db, async (client) => {
    const grant = await lockGrant(
      client,
      sql`refresh_hash = ${tokenHash(refreshToken)} AND app_id = ${app.id} AND revoked_at IS NULL`,
    )
    return grant ? issueAccessToken(client, app, grant) : null
  })
  return accessToken === null ? refuse() : { accessToken, refreshToken }
}

/** Ends a consent by its refresh token; unknown ones are over already. */
export async function revokeRefreshToken(db: Database, refreshToken: string): Promise<void> {
  await inLoginTransaction(db, (client) => endGrants(client, sql`refresh_hash = ${tokenHash(refreshToken)}`))
}

/** Ends a consent that an account gave. */
export async function revokeGrant(db: Database, accountId: number, id: number): Promise<void> {
  await inLoginTransaction(db, (client) => endGrants(client, sql`id = ${id} AND account_id = ${accountId}`))
}

async function lockGrant(
  client: pg.ClientBase,
  condition: ReturnType<typeof sql>,
): Promise<Grant | undefined> {
  const { rows } = await client.query<Grant>(sql`
    SELECT id, account_id AS "accountId", user_id AS "userId", scopes, redirect_url AS "redirectUrl", challenge,
      code_used_at IS NOT NULL AS used, code_expires_at <= now() OR revoked_at IS NOT NULL AS over
    FROM app_grants WHERE ${condition} FOR UPDATE`)
  return rows[0]
}

async function endGrants(client: pg.ClientBase, condition: ReturnType<typeof sql>): Promise<void> {
  await client.query(sql`
    WITH ended AS (
      UPDATE app_grants SET revoked_at = coalesce(revoked_at, now()) WHERE ${condition} RETURNING id
    )
    UPDATE access_tokens SET revoked_at = now() WHERE grant_id IN (SELECT id FROM ended) AND revoked_at IS NULL`)
}

async function issueAccessToken(client: pg.ClientBase, app: App, grant: Grant): Promise<string> {
  const text = newTokenText()
  // An app that asks every half hour for years leaves a day of tokens, not a table of them.
  await client.query(sql`
    DELETE FROM access_tokens WHERE grant_id = ${grant.id} AND expires_at < now() - interval '1 day'`)
  await client.query(sql`
    INSERT INTO access_tokens (account_id, token_hash, last4, label, scopes, user_id, grant_id, expires_at)
    VALUES (${grant.accountId}, ${tokenHash(text)}, ${text.slice(-4)}, ${app.name}, ${grant.scopes}, ${grant.userId},
      ${grant.id}, now() + make_interval(secs => ${accessTokenSeconds}))`)
  return text
}

/** PKCE: who asked for the code knows what the challenge was made from. */
function proves(verifier: string | undefined, challenge: string | null): boolean {
  if (challenge === null) return true
  return verifier !== undefined && createHash('sha256').update(verifier).digest('base64url') === challenge
}

function newRefreshToken(): string {
  return `refresh-mr-${randomBytes(32).toString('base64url')}`
}

function refuse(): never {
  throw new Problem('OAUTH_GRANT_INVALID', 'The code or refresh token is not good, or not good any more.')
}

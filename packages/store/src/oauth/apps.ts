// Other systems that accounts let in. An app belongs to the account that registered it; any account may consent to it.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { isStorableText, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { invalidBody } from '../invalid-body.js'
import { tokenHash } from '../tokens/token-text.js'

export interface App {
  readonly id: number
  readonly accountId: number
  readonly name: string
  readonly clientId: string
  /** Where codes may be sent: compared as text, character by character. */
  readonly redirectUrls: readonly string[]
  /** The most it may ask for. */
  readonly scopes: readonly string[]
  /** Epoch ms. */
  readonly createdAt: number
}

export interface NewApp {
  readonly name: string
  readonly redirectUrls: readonly string[]
  readonly scopes: readonly string[]
}

const columns = sql`id, account_id AS "accountId", name, client_id AS "clientId", redirect_urls AS "redirectUrls", scopes,
  created_at AS "createdAt"`

/** The secret is shown once: only its hash is kept. Throws INVALID_BODY. */
export async function createApp(
  db: Database,
  accountId: number,
  wanted: NewApp,
): Promise<{ readonly app: App; readonly secret: string }> {
  const { name, redirectUrls, scopes } = checked(wanted)
  const secret = newSecret()
  const { rows } = await db.owner.query<App>(sql`
    INSERT INTO apps (account_id, name, secret_hash, redirect_urls, scopes)
    VALUES (${accountId}, ${name}, ${tokenHash(secret)}, ${redirectUrls}, ${scopes}) RETURNING ${columns}`)
  const [app] = rows
  if (!app) throw new Error('INSERT … RETURNING returned nothing')
  return { app, secret }
}

/** Apps that an account registered, by id. */
export function listApps(db: Database, accountId: number): Promise<App[]> {
  return db.query<App>(sql`
    SELECT ${columns} FROM apps WHERE account_id = ${accountId} AND deleted_at IS NULL ORDER BY id`)
}

/** Throws APP_NOT_FOUND, INVALID_BODY. */
export async function updateApp(
  db: Database,
  accountId: number,
  id: number,
  change: Partial<NewApp>,
): Promise<App> {
  const { name, redirectUrls, scopes } = checked({ ...(await readApp(db, accountId, id)), ...change })
  const { rows } = await db.owner.query<App>(sql`
    UPDATE apps SET name = ${name}, redirect_urls = ${redirectUrls}, scopes = ${scopes}
    WHERE id = ${id} AND account_id = ${accountId} AND deleted_at IS NULL RETURNING ${columns}`)
  return rows[0] ?? missing(id)
}

/** The old secret ends at once. Throws APP_NOT_FOUND. */
export async function renewSecret(db: Database, accountId: number, id: number): Promise<string> {
  await readApp(db, accountId, id)
  const secret = newSecret()
  await db.owner.query(
    sql`UPDATE apps SET secret_hash = ${tokenHash(secret)} WHERE id = ${id} AND account_id = ${accountId}`,
  )
  return secret
}

/** With everything that accounts let it do. */
export async function deleteApp(db: Database, accountId: number, id: number): Promise<void> {
  await db.owner.query(sql`
    WITH gone AS (
      UPDATE apps SET deleted_at = now()
      WHERE id = ${id} AND account_id = ${accountId} AND deleted_at IS NULL RETURNING id
    ), ended AS (
      UPDATE app_grants SET revoked_at = now()
      WHERE app_id IN (SELECT id FROM gone) AND revoked_at IS NULL RETURNING id
    )
    UPDATE access_tokens SET revoked_at = now() WHERE grant_id IN (SELECT id FROM ended) AND revoked_at IS NULL`)
}

/** The app of a client id, to whichever account it belongs; undefined where there is none. */
export async function findApp(db: Database, clientId: string): Promise<App | undefined> {
  if (!isUuid(clientId)) return undefined
  const [app] = await db.query<App>(
    sql`SELECT ${columns} FROM apps WHERE client_id = ${clientId}::uuid AND deleted_at IS NULL`,
  )
  return app
}

/** The app that proves who it is by its secret. Throws OAUTH_CLIENT_INVALID. */
export async function identifyApp(db: Database, clientId: string, secret: string): Promise<App> {
  if (isUuid(clientId)) {
    const [found] = await db.query<App & { hash: Buffer }>(
      sql`SELECT ${columns}, secret_hash AS hash FROM apps WHERE client_id = ${clientId}::uuid AND deleted_at IS NULL`,
    )
    if (found && timingSafeEqual(found.hash, tokenHash(secret))) {
      const { hash: _, ...app } = found
      return app
    }
  }
  throw new Problem('OAUTH_CLIENT_INVALID', 'The client id or the client secret is not right.')
}

export async function readApp(db: Database, accountId: number, id: number): Promise<App> {
  const app = (await listApps(db, accountId)).find((one) => one.id === id)
  return app ?? missing(id)
}

function missing(id: number): never {
  throw new Problem('APP_NOT_FOUND', `There is no app ${id}.`, { context: { ids: [String(id)] } })
}

function newSecret(): string {
  return `secret-${randomBytes(32).toString('base64url')}`
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)
}

function checked({ name: given, redirectUrls, scopes }: NewApp): NewApp {
  const name = given.trim()
  if (name === '' || name.length > 200 || !isStorableText(name))
    throw invalidBody('name', 'An app has a name of at most 200 characters.')
  if (redirectUrls.length === 0) throw invalidBody('redirectUrls', 'An app has at least one redirect URL.')
  if (scopes.some((scope) => /^millrace\.(tokens|apps)\.write$/.test(scope)))
    throw invalidBody(
      'scopes',
      'No app makes tokens or apps: they would outlive the consent that it was given.',
    )
  redirectUrls.forEach((url, place) => {
    if (!isRedirectUrl(url))
      throw invalidBody(
        `redirectUrls[${place}]`,
        'A redirect URL begins with https://, or with http:// on this very machine, and has no fragment.',
      )
  })
  return { name, redirectUrls, scopes: [...new Set(scopes)] }
}

function isRedirectUrl(text: string): boolean {
  if (!URL.canParse(text) || text.includes('#') || text.length > 2_000) return false
  const { protocol, hostname, username, password } = new URL(text)
  if (username !== '' || password !== '') return false
  return (
    protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
  )
}

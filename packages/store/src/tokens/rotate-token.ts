import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { type CreatedToken, createToken } from './create-token.js'
import { readToken } from './list-tokens.js'

/**
 * A new token with the rights of an old one, which goes on for so many seconds, so that whoever uses it can be given the
 * new one meanwhile. Throws TOKEN_NOT_FOUND.
 */
export async function rotateToken(
  db: Database,
  accountId: number,
  id: number,
  keepSeconds: number,
): Promise<CreatedToken> {
  const { label, scopes, instanceOwner, developerKey, userId, expiresAt } = await readToken(db, accountId, id)
  const created = await createToken(db, {
    accountId,
    label,
    instanceOwner,
    developerKey,
    userId,
    ...(scopes && { scopes }),
    ...(expiresAt !== null && { expiresAt }),
  })
  await db.owner.query(sql`
    UPDATE access_tokens SET expires_at = least(expires_at, now() + make_interval(secs => ${keepSeconds}))
    WHERE account_id = ${accountId} AND id = ${id}`)
  return created
}

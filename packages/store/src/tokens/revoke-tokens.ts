// A revoked token is unknown from then on, everywhere within the two seconds that a server believes what it looked up.
import sql from 'sql-template-tag'
import type { Database } from '../database.js'

/** False when the account has no such token that is good still. */
export async function revokeToken(db: Database, accountId: number, id: number): Promise<boolean> {
  const { rowCount } = await db.owner.query(sql`
    UPDATE access_tokens SET revoked_at = now()
    WHERE account_id = ${accountId} AND id = ${id} AND revoked_at IS NULL`)
  return rowCount === 1
}

/** Every token that acts for a user, and what the user let in. */
export async function revokeTokensOfUser(db: Database, accountId: number, userId: number): Promise<void> {
  await db.owner.query(sql`
    WITH ended AS (
      UPDATE app_grants SET revoked_at = now()
      WHERE account_id = ${accountId} AND user_id = ${userId} AND revoked_at IS NULL RETURNING id
    )
    UPDATE access_tokens SET revoked_at = now()
    WHERE account_id = ${accountId} AND revoked_at IS NULL
      AND (user_id = ${userId} OR grant_id IN (SELECT id FROM ended))`)
}

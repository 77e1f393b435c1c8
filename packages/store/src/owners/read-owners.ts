// Owners are users seen from their records: every user is one, and stays one, archived, when it is deactivated.
import { fold, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface OwnerTeam {
  readonly id: number
  readonly name: string
  readonly primary: boolean
}

export interface Owner {
  readonly id: number
  readonly userId: number
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly teams: readonly OwnerTeam[]
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly archived: boolean
}

const ownerColumns = sql`u.owner_id AS id, u.id AS "userId", u.email, u.first_name AS "firstName",
  u.last_name AS "lastName", coalesce((
    SELECT jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'primary', m.is_primary) ORDER BY t.id)
    FROM team_members m JOIN teams t ON t.account_id = m.account_id AND t.id = m.team_id
    WHERE m.account_id = u.account_id AND m.user_id = u.id), '[]') AS teams,
  u.created_at AS "createdAt", u.updated_at AS "updatedAt", u.deactivated_at IS NOT NULL AS archived`

/** Owners by id, after an id: one page of the active or of the archived ones. */
export function listOwners(
  tx: Transaction,
  page: {
    readonly archived: boolean
    readonly email?: string | undefined
    readonly after: number
    readonly limit: number
  },
): Promise<Owner[]> {
  const email = page.email === undefined ? null : fold(page.email)
  return tx.query<Owner>(sql`
    SELECT ${ownerColumns} FROM users u
    WHERE u.account_id = ${tx.accountId} AND u.owner_id > ${page.after}
      AND (u.deactivated_at IS NOT NULL) = ${page.archived} AND (${email}::text IS NULL OR u.email = ${email})
    ORDER BY u.owner_id LIMIT ${page.limit}`)
}

/** By owner id or by user id. Throws OWNER_NOT_FOUND. */
export async function readOwner(
  tx: Transaction,
  by: { readonly id: number; readonly isUserId: boolean; readonly archived: boolean },
): Promise<Owner> {
  const named = by.isUserId ? sql`u.id = ${by.id}` : sql`u.owner_id = ${by.id}`
  const [owner] = await tx.query<Owner>(sql`
    SELECT ${ownerColumns} FROM users u
    WHERE u.account_id = ${tx.accountId} AND ${named} AND (u.deactivated_at IS NOT NULL) = ${by.archived}`)
  if (owner) return owner
  throw ownerNotFound(String(by.id))
}

export function ownerNotFound(id: string): Problem {
  return new Problem('OWNER_NOT_FOUND', `There is no owner ${id}.`, { context: { ids: [id] } })
}

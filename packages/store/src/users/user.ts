// A user of an account: who may be an owner of records, and is told things by workflows.
import { fold, isStorableText, Problem } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'

export interface User {
  readonly id: number
  readonly ownerId: number
  /** Folded. */
  readonly email: string
  readonly firstName: string | null
  readonly lastName: string | null
  readonly roleId: string | null
  readonly superAdmin: boolean
  /** The main team; rotation reaches main members only (A-OWN-6). */
  readonly primaryTeamId: number | null
  readonly secondaryTeamIds: readonly number[]
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
  /** Epoch ms; the user is an archived owner since then. */
  readonly deactivatedAt: number | null
}

/** What a user may be told to be. Absent: as it is; null: nothing. */
export interface UserChange {
  readonly firstName?: string | null
  readonly lastName?: string | null
  readonly roleId?: string | null
  readonly primaryTeamId?: number | null
  readonly secondaryTeamIds?: readonly number[]
}

/** Rights of a person. Nobody signs in yet: tokens have rights of their own. */
export const userRoles = [
  { id: '1', name: 'Super admin' },
  { id: '2', name: 'Member' },
] as const

export const superAdminRole = '1'

/** Columns of `users u`. */
export const userColumns: Sql = sql`u.id, u.owner_id AS "ownerId", u.email, u.first_name AS "firstName",
  u.last_name AS "lastName", u.role_id AS "roleId", u.super_admin AS "superAdmin",
  (SELECT m.team_id FROM team_members m
   WHERE m.account_id = u.account_id AND m.user_id = u.id AND m.is_primary) AS "primaryTeamId",
  to_jsonb(array(SELECT m.team_id FROM team_members m
   WHERE m.account_id = u.account_id AND m.user_id = u.id AND NOT m.is_primary ORDER BY 1)) AS "secondaryTeamIds",
  u.created_at AS "createdAt", u.updated_at AS "updatedAt", u.deactivated_at AS "deactivatedAt"`

/** An address as it is kept and looked up. Throws INVALID_BODY. */
export function emailOfUser(given: string, field = 'email'): string {
  const email = fold(given)
  if (/^[^\s@]+@[^\s@]+$/.test(email) && email.length <= 254 && isStorableText(email)) return email
  throw new Problem('INVALID_BODY', `"${given.slice(0, 100)}" is not an e-mail address.`, { field })
}

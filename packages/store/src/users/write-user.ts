// Users as owners are options of properties, hence definitions: every change raises the epoch, under the exclusive lock.
import { isStorableText, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { findUser, readUser } from './read-users.js'
import { emailOfUser, superAdminRole, type User, type UserChange, userRoles } from './user.js'
import { noteUsersChanged } from './user-looks.js'

/**
 * Makes a user, or brings back the deactivated one of this address under its old ids. Throws USER_EXISTS,
 * INVALID_BODY, TEAM_NOT_FOUND.
 */
export async function createUser(
  tx: Transaction,
  { email: given, ...members }: UserChange & { readonly email: string },
): Promise<User> {
  const email = emailOfUser(given)
  const known = await findUser(tx, { email })
  if (known && known.deactivatedAt === null)
    throw new Problem('USER_EXISTS', `There is a user ${email} already. Existing ID: ${known.id}`, {
      field: 'email',
      context: { ids: [String(known.id)] },
    })
  const [row] = await tx.query<{ id: number }>(sql`
    INSERT INTO users (account_id, email) VALUES (${tx.accountId}, ${email})
    ON CONFLICT (account_id, email) DO UPDATE SET deactivated_at = NULL, role_id = NULL, super_admin = false
    RETURNING id`)
  if (!row) throw new Error('INSERT … RETURNING returned nothing')
  return updateUser(tx, row.id, members)
}

/** Throws USER_NOT_FOUND, INVALID_BODY, TEAM_NOT_FOUND, LAST_ADMIN. */
export async function updateUser(tx: Transaction, id: number, change: UserChange): Promise<User> {
  const current = await readUser(tx, id)
  const next = { ...current, ...change }
  refuseNames(next)
  refuseRole(next.roleId)
  const superAdmin = change.roleId === undefined ? current.superAdmin : change.roleId === superAdminRole
  if (current.superAdmin && !superAdmin) await refuseLastAdmin(tx, current)
  await tx.execute(sql`
    UPDATE users SET first_name = ${next.firstName}, last_name = ${next.lastName}, role_id = ${next.roleId},
      super_admin = ${superAdmin}, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${id}`)
  if (change.primaryTeamId !== undefined || change.secondaryTeamIds !== undefined)
    await putIntoTeams(tx, next)
  await noteUsersChanged(tx)
  return readUser(tx, id)
}

/** From now on an archived owner: no longer offered, and never assigned (A-OWN-8). Throws USER_NOT_FOUND, LAST_ADMIN. */
export async function deactivateUser(tx: Transaction, id: number): Promise<void> {
  const user = await readUser(tx, id)
  if (user.superAdmin) await refuseLastAdmin(tx, user)
  await tx.execute(sql`
    UPDATE users SET deactivated_at = now(), updated_at = now() WHERE account_id = ${tx.accountId} AND id = ${id}`)
  await tx.execute(sql`DELETE FROM team_members WHERE account_id = ${tx.accountId} AND user_id = ${id}`)
  await noteUsersChanged(tx)
}

async function putIntoTeams(
  tx: Transaction,
  { id, primaryTeamId, secondaryTeamIds }: Pick<User, 'id' | 'primaryTeamId' | 'secondaryTeamIds'>,
): Promise<void> {
  const extra = [...new Set(secondaryTeamIds)].filter((team) => team !== primaryTeamId)
  const teams = primaryTeamId === null ? extra : [primaryTeamId, ...extra]
  await tx.execute(sql`DELETE FROM team_members WHERE account_id = ${tx.accountId} AND user_id = ${id}`)
  const entered = await tx.execute(sql`
    INSERT INTO team_members (account_id, team_id, user_id, is_primary)
    SELECT account_id, id, ${id}, id IS NOT DISTINCT FROM ${primaryTeamId}::bigint FROM teams
    WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(teams)}::bigint[])`)
  if (entered !== teams.length)
    throw new Problem('TEAM_NOT_FOUND', 'One of these teams does not exist.', { field: 'secondaryTeamIds' })
}

function refuseNames({ firstName, lastName }: User): void {
  for (const [field, name] of Object.entries({ firstName, lastName })) {
    if (name === null || (name.length <= 100 && isStorableText(name))) continue
    throw new Problem('INVALID_BODY', 'A name is text of at most 100 characters.', { field })
  }
}

function refuseRole(roleId: string | null): void {
  if (roleId === null || userRoles.some(({ id }) => id === roleId)) return
  throw new Problem('INVALID_BODY', `There is no role "${roleId.slice(0, 100)}".`, { field: 'roleId' })
}

async function refuseLastAdmin(tx: Transaction, { id, email }: User): Promise<void> {
  const others = await tx.query(sql`
    SELECT 1 FROM users
    WHERE account_id = ${tx.accountId} AND super_admin AND deactivated_at IS NULL AND id <> ${id} LIMIT 1`)
  if (others.length === 0)
    throw new Problem(
      'LAST_ADMIN',
      `${email} is the last super admin of this account: make another one first.`,
    )
}

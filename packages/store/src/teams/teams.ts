import { isStorableText, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { noteUsersChanged } from '../users/user-looks.js'

export interface Team {
  readonly id: number
  readonly name: string
  /** Users whose main team it is; rotation and notifications reach these (A-OWN-6). */
  readonly userIds: readonly number[]
  /** Users who belong to it besides their main team (A-OWN-7). */
  readonly secondaryUserIds: readonly number[]
}

/** Teams of the account by name. */
export function listTeams(tx: Transaction): Promise<Team[]> {
  return tx.query<Team>(sql`
    SELECT t.id, t.name,
      to_jsonb(array(SELECT m.user_id FROM team_members m
        WHERE m.account_id = t.account_id AND m.team_id = t.id AND m.is_primary ORDER BY 1)) AS "userIds",
      to_jsonb(array(SELECT m.user_id FROM team_members m
        WHERE m.account_id = t.account_id AND m.team_id = t.id AND NOT m.is_primary ORDER BY 1)) AS "secondaryUserIds"
    FROM teams t WHERE t.account_id = ${tx.accountId} ORDER BY t.name, t.id`)
}

/** Under the exclusive lock, as its changes. Throws TEAM_EXISTS, INVALID_BODY. */
export async function createTeam(tx: Transaction, name: string): Promise<number> {
  const [row] = await tx.query<{ id: number }>(sql`
    INSERT INTO teams (account_id, name) VALUES (${tx.accountId}, ${nameOf(name)})
    ON CONFLICT DO NOTHING RETURNING id`)
  if (!row) throw taken(name)
  return row.id
}

/** Throws TEAM_NOT_FOUND, TEAM_EXISTS, INVALID_BODY. */
export async function renameTeam(tx: Transaction, id: number, given: string): Promise<void> {
  const name = nameOf(given)
  const others = await tx.query(
    sql`SELECT 1 FROM teams WHERE account_id = ${tx.accountId} AND name = ${name} AND id <> ${id}`,
  )
  if (others.length > 0) throw taken(name)
  const renamed = await tx.execute(
    sql`UPDATE teams SET name = ${name} WHERE account_id = ${tx.accountId} AND id = ${id}`,
  )
  if (renamed === 0) throw new Problem('TEAM_NOT_FOUND', `There is no team ${id}.`)
}

/** Its members stay users; deleting twice is no mistake. */
export async function deleteTeam(tx: Transaction, id: number): Promise<void> {
  const deleted = await tx.execute(sql`DELETE FROM teams WHERE account_id = ${tx.accountId} AND id = ${id}`)
  if (deleted > 0) await noteUsersChanged(tx)
}

function nameOf(given: string): string {
  const name = given.trim()
  if (name !== '' && name.length <= 200 && isStorableText(name)) return name
  throw new Problem('INVALID_BODY', 'A team has a name of at most 200 characters.', { field: 'name' })
}

function taken(name: string): Problem {
  return new Problem('TEAM_EXISTS', `There is a team "${name.slice(0, 200)}" already.`, { field: 'name' })
}

import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** A user whom somebody wants to be told something. */
export interface PersonTold {
  readonly userId: number
  readonly ownerId: number
  readonly email: string
  readonly name: string
  readonly active: boolean
  /** Teams asked for whose main team it is (A-OWN-6). */
  readonly teamIds: readonly number[]
}

/** Users by their own ids, by those they own records under, and by the teams they mainly belong to. */
export function readPeopleTold(
  tx: Transaction,
  asked: {
    readonly userIds: readonly number[]
    readonly ownerIds: readonly number[]
    readonly teamIds: readonly number[]
  },
): Promise<PersonTold[]> {
  if (asked.userIds.length + asked.ownerIds.length + asked.teamIds.length === 0) return Promise.resolve([])
  return tx.query<PersonTold>(
    sql`SELECT u.id AS "userId", u.owner_id AS "ownerId", u.email,
        coalesce(nullif(concat_ws(' ', u.first_name, u.last_name), ''), u.email) AS name,
        u.deactivated_at IS NULL AS active, coalesce(t.ids, '[]'::jsonb) AS "teamIds"
      FROM users u LEFT JOIN LATERAL (
        SELECT jsonb_agg(m.team_id) AS ids FROM team_members m
        WHERE m.account_id = u.account_id AND m.user_id = u.id AND m.is_primary
          AND m.team_id = ANY (${numberArray(asked.teamIds)}::bigint[])
      ) t ON true
      WHERE u.account_id = ${tx.accountId} AND (
        u.id = ANY (${numberArray(asked.userIds)}::bigint[])
        OR u.owner_id = ANY (${numberArray(asked.ownerIds)}::bigint[]) OR t.ids IS NOT NULL)
      ORDER BY u.id`,
    'notifications.read-people-told',
  )
}

import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { Conversion } from './list.js'

export interface PlannedConversion {
  readonly listId: number
  readonly conversion: Conversion
  /** Epoch ms of the last join or leave, or of its creation. */
  readonly unchangedSince: number
}

/** Active lists that are to become static; one whose members are still being looked for waits until they are found. */
export function plannedConversions(tx: Transaction): Promise<PlannedConversion[]> {
  return tx.query<PlannedConversion>(
    sql`
      SELECT l.id AS "listId", l.conversion, greatest(l.members_changed_at, l.created_at) AS "unchangedSince"
      FROM lists l
      WHERE l.account_id = ${tx.accountId} AND l.conversion IS NOT NULL AND l.deleted_at IS NULL
        AND NOT EXISTS (SELECT FROM list_builds b WHERE b.account_id = l.account_id AND b.list_id = l.id)
      ORDER BY l.id`,
    'lists.planned-conversions',
  )
}

import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { Conversion } from './list.js'

export interface PlannedConversion {
  readonly listId: number
  readonly conversion: Conversion
  /** Epoch ms of the last join or leave, or of its creation. */
  readonly unchangedSince: number
}

/** Active lists that are to become static. */
export function plannedConversions(tx: Transaction): Promise<PlannedConversion[]> {
  return tx.query<PlannedConversion>(
    sql`
      SELECT id AS "listId", conversion, greatest(members_changed_at, created_at) AS "unchangedSince" FROM lists
      WHERE account_id = ${tx.accountId} AND conversion IS NOT NULL AND deleted_at IS NULL ORDER BY id`,
    'lists.planned-conversions',
  )
}

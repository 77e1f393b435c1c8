import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Database, Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import { flagMoving } from './flag-properties.js'
import { moveProperties } from './move-properties.js'

/**
 * Returns once every named property is hot, for those who need to wait; with many records that takes minutes. Unknown names
 * and system columns are passed over.
 */
export async function ensureHot(
  db: Database,
  accountId: number,
  objectTypeId: string,
  names: Iterable<string>,
): Promise<void> {
  const wanted = [...names]
  const placed = () => db.withAccount(accountId, 'read', (tx) => placementsOf(tx, objectTypeId, wanted))
  const before = await placed()
  if (before.has('cold')) {
    await db.withAccount(accountId, 'exclusive', async (tx) => {
      if ((await flagMoving(tx, objectTypeId, wanted)) > 0) await bumpEpoch(tx)
    })
  } else if (!before.has('moving')) return
  while ((await placed()).has('moving')) await moveProperties(db, accountId, { wait: true })
}

async function placementsOf(
  tx: Transaction,
  objectTypeId: string,
  names: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.query<{ placement: string }>(sql`
    SELECT DISTINCT placement FROM properties
    WHERE account_id = ${tx.accountId} AND object_type_id = ${objectTypeId} AND archived_at IS NULL
      AND name = ANY(${textArray(names)}::text[])`)
  return new Set(rows.map(({ placement }) => placement))
}

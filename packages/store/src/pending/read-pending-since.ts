import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { PendingChange } from './take-pending-changes.js'

/**
 * Every pending change of the records of a locked chunk that were changed since an epoch, in order of record and version;
 * they stay pending.
 */
export function readPendingSince(
  tx: Transaction,
  chunk: { readonly objectTypeId: string; readonly after: number; readonly to: number },
  epoch: number,
): Promise<PendingChange[]> {
  return tx.query<PendingChange>(
    sql`
      SELECT p.record_id AS "recordId", p.version, p.lane, p.epoch, p.at, p.source, p.chain, p.kind, p.patch
      FROM pending_changes p JOIN records r ON r.account_id = p.account_id AND r.id = p.record_id
      WHERE p.account_id = ${tx.accountId} AND p.record_id > ${chunk.after} AND p.record_id <= ${chunk.to}
        AND r.object_type_id = ${chunk.objectTypeId}
        AND EXISTS (
          SELECT FROM pending_changes s
          WHERE s.account_id = p.account_id AND s.record_id = p.record_id AND s.epoch >= ${epoch})
      ORDER BY p.record_id, p.version`,
    'pending.read-since',
  )
}

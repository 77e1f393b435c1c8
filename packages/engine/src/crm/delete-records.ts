import {
  type AssociationCause,
  type DatedMeta,
  type Definitions,
  markRecordsDeleted,
  type Transaction,
} from '@millrace/store'
import { unenrollRecords } from '../leave/unenroll-records.js'

/**
 * Deletes records and takes them out of every workflow in the same transaction (W-UNA-1). `causes`: in place of the call's,
 * for records that have one of their own. Returns those it deleted.
 */
export async function deleteRecords(
  tx: Transaction,
  definitions: Definitions,
  ids: readonly number[],
  meta: DatedMeta,
  causes: ReadonlyMap<number, AssociationCause> = new Map(),
): Promise<number[]> {
  const deleted = await markRecordsDeleted(tx, definitions, ids, meta, causes)
  const deletedIds = deleted.map(({ id }) => id)
  await unenrollRecords(tx, definitions, deletedIds, { reason: 'record_deleted' }, meta.at)
  return deletedIds
}

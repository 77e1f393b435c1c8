import { emptyReads } from '@millrace/filters'
import {
  applyPatches,
  type Definitions,
  loadRecords,
  lockRecords,
  type PatchRow,
  type StoredRecord,
  type Transaction,
  type WriteMeta,
} from '@millrace/store'
import { unenrollRecords } from '../leave/unenroll-records.js'

/** Deletes records and takes them out of every workflow in the same transaction (W-UNA-1). Returns those it deleted. */
export async function deleteRecords(
  tx: Transaction,
  definitions: Definitions,
  ids: readonly number[],
  meta: WriteMeta & { readonly at: number },
): Promise<number[]> {
  const locked = await lockRecords(tx, ids)
  const records = await loadRecords(tx, definitions, locked, emptyReads)
  const deleted = [...records.values()].filter(isThere)
  await applyPatches(
    tx,
    definitions,
    deleted.map((record) => deletion(record, meta)),
    meta,
  )
  const deletedIds = deleted.map(({ id }) => id)
  await unenrollRecords(tx, definitions, deletedIds, { reason: 'record_deleted' }, meta.at)
  return deletedIds
}

function isThere({ deletedAt, mergedInto }: StoredRecord): boolean {
  return deletedAt === null && mergedInto === null
}

function deletion({ id, objectTypeId, version }: StoredRecord, { source, chain }: WriteMeta): PatchRow {
  return { recordId: id, objectTypeId, version: version + 1, kind: 'deleted', source, chain, patch: {} }
}

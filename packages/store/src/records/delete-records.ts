import { keyOf } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { applyPatches } from './apply-patches.js'
import { loadWholeRecords } from './load-records.js'
import { lockRecords } from './lock-records.js'
import type { StoredRecord } from './stored-record.js'
import { deleteKeys, type RecordKey } from './write-keys.js'
import type { WriteMeta } from './write-records.js'

/**
 * Marks records as deleted: one version and one change each, their keys go. Deleting what is deleted or was never there
 * does nothing. Returns those deleted now, as they last were; ending their enrollments is the engine's.
 */
export async function markRecordsDeleted(
  tx: Transaction,
  definitions: Definitions,
  ids: readonly number[],
  meta: WriteMeta & { readonly at: number },
): Promise<StoredRecord[]> {
  const locked = await lockRecords(tx, ids)
  const records = [...(await loadWholeRecords(tx, locked)).values()].filter(isLive)
  await deleteKeys(
    tx,
    records.flatMap((record) => keysOf(definitions, record)),
  )
  const { source, chain } = meta
  const rows = records.map((record) => ({
    recordId: record.id,
    objectTypeId: record.objectTypeId,
    version: record.version + 1,
    kind: 'deleted' as const,
    source,
    chain,
    patch: {},
  }))
  await applyPatches(tx, definitions, rows, meta)
  return records
}

function isLive(record: StoredRecord): boolean {
  return record.deletedAt === null && record.mergedInto === null
}

/** The keys that stand for a record's values. */
function keysOf(definitions: Definitions, record: StoredRecord): RecordKey[] {
  const keys: RecordKey[] = []
  for (const property of definitions.catalogue.properties.get(record.objectTypeId)?.values() ?? []) {
    const value = property.keyed && property.placement !== 'column' ? record.value(property.name) : undefined
    if (value === undefined) continue
    keys.push({
      objectTypeId: record.objectTypeId,
      propertyId: property.id,
      key: keyOf(value),
      recordId: record.id,
      isUnique: property.hasUniqueValue,
    })
  }
  return keys
}

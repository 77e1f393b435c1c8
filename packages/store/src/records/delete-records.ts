import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { applyPatches } from './apply-patches.js'
import { keysOf } from './keys-of.js'
import { loadWholeRecords } from './load-records.js'
import { lockRecords } from './lock-records.js'
import { readMergedInto } from './merge/read-merged-into.js'
import { isLiving, type StoredRecord } from './stored-record.js'
import { deleteKeys, type RecordKey } from './write-keys.js'
import type { DatedMeta, WriteMeta } from './write-records.js'

/**
 * Marks records as deleted: one version and one change each, their keys go. Deleting what is deleted or was never there
 * does nothing. `causes`: of records that have one of their own, in place of the call's. Returns those deleted now, as
 * they last were; ending their enrollments is the engine's.
 */
export async function markRecordsDeleted(
  tx: Transaction,
  definitions: Definitions,
  ids: readonly number[],
  meta: DatedMeta,
  causes: ReadonlyMap<number, Pick<WriteMeta, 'source' | 'chain'>> = new Map(),
): Promise<StoredRecord[]> {
  const locked = await lockRecords(tx, ids)
  const records = [...(await loadWholeRecords(tx, locked)).values()].filter(isLiving)
  await deleteKeys(tx, await keysHeldBy(tx, definitions, records))
  const rows = records.map((record) => {
    const { source, chain } = causes.get(record.id) ?? meta
    return {
      recordId: record.id,
      objectTypeId: record.objectTypeId,
      version: record.version + 1,
      kind: 'deleted' as const,
      source,
      chain,
      patch: {},
    }
  })
  await applyPatches(tx, definitions, rows, meta)
  return records
}

/** Keys of their own values, and of those whom they took in. */
export async function keysHeldBy(
  tx: Transaction,
  definitions: Definitions,
  records: readonly StoredRecord[],
): Promise<RecordKey[]> {
  const merged = await readMergedInto(
    tx,
    records.map(({ id }) => id),
  )
  const earlier = await loadWholeRecords(tx, [...merged.keys()])
  return [
    ...records.flatMap((record) => keysOf(definitions, record)),
    ...[...earlier.values()].flatMap((record) => keysOf(definitions, record, merged.get(record.id))),
  ]
}

import { Problem } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { applyPatches } from './apply-patches.js'
import { keysHeldBy } from './delete-records.js'
import { loadWholeRecords } from './load-records.js'
import { lockRecords } from './lock-records.js'
import type { StoredRecord } from './stored-record.js'
import { uniqueValueTaken } from './unique-value-taken.js'
import { insertKeys } from './write-keys.js'
import type { DatedMeta } from './write-records.js'

/** A-MNG-2: for so long a deleted record can be restored, ms. */
export const longestArchived = 90 * 86_400_000

/**
 * Takes back the mark of deletion: one version and one change, its values can be looked up again, filters look again. It
 * resumes nothing (W-UNA-2), and is in no static list it was in. Who was not deleted stays as it is. Throws
 * RECORD_NOT_FOUND where there is nothing to restore, or no longer, and UNIQUE_VALUE_TAKEN where another record has one
 * of its unique values by now.
 */
export async function restoreRecord(
  tx: Transaction,
  definitions: Definitions,
  objectTypeId: string,
  id: number,
  meta: DatedMeta,
): Promise<void> {
  const record = (await loadWholeRecords(tx, await lockRecords(tx, [id]))).get(id)
  if (record?.objectTypeId !== objectTypeId || record.mergedInto !== null) throw notRestorable(id)
  if (record.deletedAt === null) return
  if (meta.at - record.deletedAt > longestArchived) throw notRestorable(id)
  await takeKeys(tx, definitions, record)
  const { source, chain } = meta
  const restored = { recordId: id, objectTypeId, version: record.version + 1, kind: 'restored' as const }
  await applyPatches(tx, definitions, [{ ...restored, source, chain, patch: {} }], meta)
}

async function takeKeys(tx: Transaction, definitions: Definitions, record: StoredRecord): Promise<void> {
  const [taken] = await insertKeys(tx, await keysHeldBy(tx, definitions, [record]))
  if (taken) throw uniqueValueTaken(definitions, taken)
}

function notRestorable(id: number): Problem {
  return new Problem(
    'RECORD_NOT_FOUND',
    `There is no record ${id} of this type that was deleted within 90 days.`,
    { context: { ids: [String(id)] } },
  )
}

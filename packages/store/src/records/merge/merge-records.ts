// Two records become one (engine.md 2; decision 12). The one that disappears stays as a row that points at its survivor.
import { Problem } from '@millrace/model'
import type { Transaction } from '../../database.js'
import type { Definitions } from '../../definitions/definitions.js'
import { uniteEventTotals } from '../../events/unite-event-totals.js'
import { takePendingChanges } from '../../pending/take-pending-changes.js'
import { forgetRecords } from '../../segments/write-segment-members.js'
import { applyPatches } from '../apply-patches.js'
import { keysOf } from '../keys-of.js'
import { loadWholeRecords } from '../load-records.js'
import { lockRecords } from '../lock-records.js'
import type { StoredRecord } from '../stored-record.js'
import { deleteKeys, insertKeys } from '../write-keys.js'
import type { DatedMeta } from '../write-records.js'
import { followMerged, RecordsMerged } from './follow-merged.js'
import { markMerged } from './mark-merged.js'
import { moveAssociations } from './move-associations.js'
import { readMergedInto } from './read-merged-into.js'
import { uniteLists } from './unite-lists.js'
import { uniteMemory } from './unite-memory.js'
import { unitedValues } from './united-values.js'

interface Merge {
  readonly survivor: StoredRecord
  readonly loser: StoredRecord
  /** Records that the loser took in before. */
  readonly earlier: readonly StoredRecord[]
}

/**
 * Locks two records of one object type that are to become one, in id order, with those that the second took in before.
 * Ids of merged records stand for their survivors. Problems: MERGE_INVALID, RECORD_NOT_FOUND. Throws RecordsMerged when one
 * of the two was merged while this waited for it.
 */
export async function lockForMerge(
  tx: Transaction,
  objectTypeId: string,
  primaryId: number,
  mergedId: number,
): Promise<Merge> {
  const follow = await followMerged(tx, [primaryId, mergedId])
  const [survivorId, loserId] = [follow(primaryId), follow(mergedId)]
  if (survivorId === loserId)
    throw mergeInvalid('These two are one record already: it cannot be merged with itself.')
  const before = await readMergedInto(tx, [loserId])
  const locked = await lockRecords(tx, [survivorId, loserId, ...before.keys()])
  const records = await loadWholeRecords(tx, locked)
  const survivor = mergeable(records.get(survivorId), objectTypeId, primaryId)
  const loser = mergeable(records.get(loserId), objectTypeId, mergedId)
  const after = await readMergedInto(tx, [loserId])
  if (after.size !== before.size) throw new RecordsMerged(after)
  return { survivor, loser, earlier: [...after.keys()].flatMap((id) => records.get(id) ?? []) }
}

/** One write of the survivor, one version, source *merge*; ending the loser's enrollments is the engine's. */
export async function uniteRecords(
  tx: Transaction,
  definitions: Definitions,
  { survivor, loser, earlier }: Merge,
  meta: DatedMeta,
): Promise<void> {
  const former = [loser, ...earlier]
  await deleteKeys(
    tx,
    former.flatMap((record) => keysOf(definitions, record, loser.id)),
  )
  const row = {
    recordId: survivor.id,
    objectTypeId: survivor.objectTypeId,
    version: survivor.version + 1,
    kind: 'merged' as const,
    source: { type: 'MERGE', mergedRecordId: loser.id } as const,
    chain: meta.chain,
    patch: unitedValues(definitions, survivor, loser),
  }
  await applyPatches(tx, definitions, [row], meta)
  // Their unique values go on leading here: an address that belonged to either of the two finds the one that is left.
  await insertKeys(
    tx,
    former.flatMap((record) => keysOf(definitions, record, survivor.id)).filter(({ isUnique }) => isUnique),
  )
  await moveAssociations(tx, definitions, survivor, loser)
  await uniteLists(tx, survivor.id, loser.id, meta.at)
  await uniteMemory(tx, survivor.id, loser.id)
  await uniteEventTotals(tx, survivor.id, loser.id)
  await takePendingChanges(tx, [loser.id])
  await forgetRecords(tx, [loser.id])
  await markMerged(
    tx,
    former.map(({ id }) => id),
    survivor.id,
  )
}

function mergeable(record: StoredRecord | undefined, objectTypeId: string, asked: number): StoredRecord {
  if (!record || record.deletedAt !== null)
    throw new Problem('RECORD_NOT_FOUND', `There is no record ${asked} to merge.`, {
      context: { ids: [String(asked)] },
    })
  if (record.objectTypeId !== objectTypeId)
    throw mergeInvalid(`Record ${asked} is of another object type: only records of one type can be merged.`)
  if (record.mergedInto !== null) throw new RecordsMerged(new Map([[record.id, record.mergedInto]]))
  return record
}

function mergeInvalid(message: string): Problem {
  return new Problem('MERGE_INVALID', message, { field: 'objectIdToMerge' })
}

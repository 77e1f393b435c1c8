import {
  type DatedMeta,
  type Definitions,
  lockForMerge,
  type Transaction,
  uniteRecords,
} from '@millrace/store'
import { unenrollRecords } from '../leave/unenroll-records.js'

interface MergeRequest {
  readonly objectTypeId: string
  /** Whose values win and who stays. */
  readonly primaryId: number
  /** Who disappears. */
  readonly mergedId: number
}

/**
 * Makes one record of two and takes the one that disappears out of every workflow; the survivor keeps its own enrollments
 * (W-UNA-3). Returns the survivor's id. Problems: MERGE_INVALID, RECORD_NOT_FOUND. Throws RecordsMerged: run it again.
 */
export async function mergeRecords(
  tx: Transaction,
  definitions: Definitions,
  { objectTypeId, primaryId, mergedId }: MergeRequest,
  meta: DatedMeta,
): Promise<number> {
  const merge = await lockForMerge(tx, objectTypeId, primaryId, mergedId)
  await unenrollRecords(tx, definitions, [merge.loser.id], { reason: 'record_merged' }, meta.at)
  await uniteRecords(tx, definitions, merge, meta)
  return merge.survivor.id
}

import type { Transaction } from '../database.js'
import { followMerged } from '../records/merge/follow-merged.js'
import { readMergedInto } from '../records/merge/read-merged-into.js'

/** What happened to records that were merged is read through the one that stands for them (engine.md 2). */
export async function unitedRecordIds(tx: Transaction, id: number): Promise<readonly number[]> {
  const survivor = (await followMerged(tx, [id]))(id)
  return [survivor, ...(await readMergedInto(tx, [survivor])).keys()]
}

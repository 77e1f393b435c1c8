import type { Transaction } from '../database.js'
import { lockRecords } from '../records/lock-records.js'
import { followMerged } from '../records/merge/follow-merged.js'
import { readRows } from '../records/read-rows.js'

export interface EventRecord {
  readonly id: number
  readonly objectTypeId: string
}

/**
 * Locks the records that events happened to and returns them by the id asked: a merged record stands for the one that took
 * it in (engine.md 2), those deleted or unknown are left out. Under their locks the events of a record have one order with
 * its changes, which is what an event trigger stands on (W-EVS-6).
 */
export async function lockEventRecords(
  tx: Transaction,
  ids: readonly number[],
): Promise<ReadonlyMap<number, EventRecord>> {
  const standsFor = await followMerged(tx, ids)
  const locked = await lockRecords(tx, [...new Set(ids.map(standsFor))])
  const live = new Map(
    (await readRows(tx, locked, false))
      .filter(({ merged_into, deleted_at }) => merged_into === null && deleted_at === null)
      .map(({ id, object_type_id }) => [id, { id, objectTypeId: object_type_id }]),
  )
  return new Map(
    ids.flatMap((id) => {
      const record = live.get(standsFor(id))
      return record ? [[id, record] as const] : []
    }),
  )
}

import type { Transaction } from '../database.js'
import { readHeads } from './read-heads.js'

/**
 * The living records of one object type that ids stand for, by the id asked: a merged record is the one that took it in
 * (engine.md 2: followed once).
 */
export async function resolveRecords(
  tx: Transaction,
  objectTypeId: string,
  ids: readonly number[],
): Promise<ReadonlyMap<number, number>> {
  const heads = await readHeads(tx, ids)
  const survivors = [...heads.values()].flatMap(({ mergedInto }) => (mergedInto === null ? [] : [mergedInto]))
  const further = await readHeads(tx, survivors)
  return new Map(
    ids.flatMap((id) => {
      const asked = heads.get(id)
      const standing = asked?.mergedInto == null ? asked : further.get(asked.mergedInto)
      return standing?.living && standing.objectTypeId === objectTypeId ? [[id, standing.id] as const] : []
    }),
  )
}

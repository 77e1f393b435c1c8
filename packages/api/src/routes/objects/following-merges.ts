import { RecordsMerged } from '@millrace/store'

/** More merges than anybody makes while one request waits. */
const most = 10

/**
 * Does work under the ids that stand: when a record turns out, under its lock, to have been merged into another, it begins
 * again with the survivor's id (engine.md 2). Requests for records that nobody merged pay nothing for it.
 */
export async function followingMerges<T>(work: (standing: (id: number) => number) => Promise<T>): Promise<T> {
  const survivors = new Map<number, number>()
  const standing = (id: number): number => {
    const survivor = survivors.get(id)
    return survivor === undefined ? id : standing(survivor)
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await work(standing)
    } catch (error) {
      if (!(error instanceof RecordsMerged) || attempt === most) throw error
      for (const [id, survivor] of error.survivors) survivors.set(id, survivor)
    }
  }
}

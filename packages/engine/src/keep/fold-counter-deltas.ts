import { type Database, foldCounters } from '@millrace/store'

const batch = 10_000

/** Folds what waves appended into the counters, in transactions of bounded size. Figures are the same before and after. */
export async function foldCounterDeltas(db: Database, accountId: number): Promise<number> {
  let folded = 0
  for (;;) {
    const taken = await db.withAccount(accountId, 'shared', (tx) => foldCounters(tx, batch))
    folded += taken
    if (taken < batch) return folded
  }
}

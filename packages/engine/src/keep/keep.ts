import type { Engine } from '../engine.js'
import { tendLists } from '../lists/tend-lists.js'
import { foldCounterDeltas } from './fold-counter-deltas.js'
import { purge } from './purge.js'
import { defaultRetention, type Retention } from './retention.js'
import { suspectMembersOfGoneWorkers } from './suspect-members-of-gone-workers.js'

/** The small chores, every few seconds: idempotent, bounded, and any number of workers may do them at once. */
export async function keep(engine: Engine, accounts: readonly number[]): Promise<void> {
  await suspectMembersOfGoneWorkers(engine)
  for (const accountId of accounts) {
    await foldCounterDeltas(engine.db, accountId)
    await tendLists(engine.db, accountId)
  }
}

/** The daily chores: partitions ahead, what is past its retention gone (M-RET-7). */
export async function keepDaily(
  engine: Engine,
  accounts: readonly number[],
  retention: Retention = defaultRetention,
): Promise<void> {
  await purge(engine.db, accounts, retention, Date.now())
}

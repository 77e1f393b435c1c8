// Where tests break the waves on purpose (engine.md 8); in production each of these does the right thing.
import type { Lane } from '@millrace/model'
import { appendLog, type LogRow, lockEnrollmentsFirst, lockRecords, type Transaction } from '@millrace/store'
import type { Engine } from '../engine.js'
import { isPlanted } from '../faults.js'
import { aloneFrom } from './choose.js'
import { waveSize } from './due-queue.js'

/** From which suspicion on members run alone. Planted: never, so that a poisoned one takes its neighbours along. */
export function loneliness({ faults }: Engine): number {
  return isPlanted(faults, 'attempt-counted-for-neighbours') ? Number.POSITIVE_INFINITY : aloneFrom
}

/** Nothing comes before the records' locks. */
export async function beforeRecords({ faults }: Engine, tx: Transaction, lane: Lane): Promise<void> {
  if (!isPlanted(faults, 'enrollment-locked-before-record')) return
  await lockRecords(tx, await lockEnrollmentsFirst(tx, lane, waveSize[lane]))
}

/** Log and counters in the wave's transaction, together. */
export async function logAndCount(
  { db, faults }: Engine,
  tx: Transaction,
  rows: readonly LogRow[],
): Promise<void> {
  if (!isPlanted(faults, 'counter-outside-transaction')) return appendLog(tx, rows)
  await appendLog(tx, rows, 'log')
  await db.withAccount(tx.accountId, 'shared', (another) => appendLog(another, rows, 'counters'))
}

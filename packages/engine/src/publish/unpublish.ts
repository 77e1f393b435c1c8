import {
  activeRecordsOfWorkflow,
  bumpEpoch,
  cancelPublications,
  type Database,
  definitionsOf,
  lockRecords,
  lockWorkflow,
  readClock,
  type Transaction,
  turnOff,
} from '@millrace/store'
import { unenrollRecords } from '../leave/unenroll-records.js'
import { endSchedule } from '../schedules/set-schedule.js'

/** Records taken out in one transaction. */
const chunk = 1000

/**
 * Turns a workflow off: nobody enrolls any more, and those inside pass their delays while everything else is skipped
 * (W-RUN-1, W-RUN-2). With `unenrollAll` they leave, a chunk at a time (W-RUN-7). False where it was off already.
 */
export async function unpublish(
  db: Database,
  accountId: number,
  workflowId: number,
  { unenrollAll }: { readonly unenrollAll: boolean },
): Promise<boolean> {
  const changed = await db.withAccount(accountId, 'exclusive', (tx) => turnOffNow(tx, workflowId))
  if (unenrollAll) await takeEverybodyOut(db, accountId, workflowId)
  return changed
}

/** Only under the exclusive lock. */
export async function turnOffNow(tx: Transaction, workflowId: number): Promise<boolean> {
  const { isEnabled } = await lockWorkflow(tx, workflowId)
  if (!isEnabled) return false
  await bumpEpoch(tx)
  await cancelPublications(tx, workflowId)
  await endSchedule(tx, workflowId)
  return turnOff(tx, workflowId)
}

async function takeEverybodyOut(db: Database, accountId: number, workflowId: number): Promise<void> {
  let after: number | null = 0
  while (after !== null) {
    const from: number = after
    after = await db.withAccount(accountId, 'shared', async (tx) => {
      const inside = await activeRecordsOfWorkflow(tx, workflowId, from, chunk)
      const locked = await lockRecords(tx, inside)
      const now = await readClock(tx)
      const options = { reason: 'manual', workflowIds: [workflowId] } as const
      await unenrollRecords(tx, await definitionsOf(tx), locked, options, now)
      return inside.length < chunk ? null : (inside.at(-1) ?? null)
    })
  }
}

import { dueToTurnOff } from '@millrace/store'
import type { Engine } from '../engine.js'
import { idle, type Progress } from '../progress.js'
import { turnOffNow } from './unpublish.js'

/** W-SET-20: turns off the workflows that were to be on until now. Those inside stay (W-RUN-2). */
export async function turnOffDue({ db }: Engine, accountId: number): Promise<Progress> {
  const claimed = await db.withAccount(accountId, 'exclusive', async (tx) => {
    const due = await dueToTurnOff(tx)
    for (const workflowId of due) await turnOffNow(tx, workflowId)
    return due.length
  })
  return claimed === 0 ? idle : { claimed, more: false, nextAt: null }
}

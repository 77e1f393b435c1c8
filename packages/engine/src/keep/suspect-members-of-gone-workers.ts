import { accountsOfNotes, goneWorkers, removeWorker, suspectMembers } from '@millrace/store'
import type { Engine } from '../engine.js'

/**
 * Finds workers that died in the middle of something, makes whoever was in it suspect, and forgets the workers
 * (engine.md 4).
 */
export async function suspectMembersOfGoneWorkers(engine: Engine): Promise<number> {
  let suspects = 0
  for (const workerId of await goneWorkers(engine.db)) {
    if (workerId === engine.workerId) continue
    for (const accountId of await accountsOfNotes(engine.db, workerId)) {
      suspects += await engine.db.withAccount(accountId, 'shared', (tx) => suspectMembers(tx, workerId))
    }
    await removeWorker(engine.db, workerId)
  }
  return suspects
}

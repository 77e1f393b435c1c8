import { isDeepStrictEqual } from 'node:util'
import {
  activeRecordsOfWorkflow,
  type Database,
  lockRecords,
  lookAgain,
  readClock,
  readRevision,
  readWorkflow,
  type Transaction,
} from '@millrace/store'

/** Records asked for in one transaction. */
const chunk = 2000

/** Whether the newest revision lets people out whom the published one keeps: by other suppression lists or another goal. */
export function changesGuards(db: Database, accountId: number, workflowId: number): Promise<boolean> {
  return db.withAccount(accountId, 'read', async (tx) => {
    const stored = await readWorkflow(tx, workflowId)
    if (!stored || stored.publishedRevisionId === null) return false
    const published = await readRevision(tx, workflowId, stored.publishedRevisionId)
    return published !== undefined && !isDeepStrictEqual(guardsIn(published.flow), guardsIn(stored.flow))
  })
}

type Guarded = Awaited<ReturnType<typeof readWorkflow>> & object

function guardsIn(flow: Guarded['flow']): unknown {
  return flow.type === 'CONTACT_FLOW'
    ? [flow.suppressionListIds ?? [], flow.goalFilterBranch ?? null]
    : [flow.suppressionFilterBranch ?? null]
}

/**
 * W-SUP-4: whoever is inside is looked at, so that who is on a list that was added leaves while waiting. Should this be cut
 * off, they leave before their next step (W-SUP-7).
 */
export async function lookInside(db: Database, accountId: number, workflowId: number): Promise<void> {
  for (let after: number | null = 0; after !== null; ) {
    const from: number = after
    after = await db.withAccount(accountId, 'shared', (tx) => lookAtChunk(tx, workflowId, from))
  }
}

async function lookAtChunk(tx: Transaction, workflowId: number, after: number): Promise<number | null> {
  const inside = await activeRecordsOfWorkflow(tx, workflowId, after, chunk)
  await lookAgain(tx, await lockRecords(tx, inside), await readClock(tx))
  return inside.length < chunk ? null : (inside.at(-1) ?? null)
}

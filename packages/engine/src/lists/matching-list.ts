import { randomUUID } from 'node:crypto'
import type { Flow } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import {
  bumpEpoch,
  createList,
  type Database,
  type Definitions,
  startListBuild,
  type Transaction,
  takeSnapshotRun,
} from '@millrace/store'
import { compileDraft } from '../publish/compile-draft.js'
import { blocked } from '../publish/match-count.js'
import { runSnapshot } from './build-snapshot.js'

export interface MatchingList {
  readonly listId: number
  /** Whoever has it fills the list. */
  readonly runId: string
}

/**
 * Creates the list of those who meet a flow's triggers (W-PUB-4, W-PUB-6), still empty. Problems: WORKFLOW_BLOCKED, where
 * the criteria cannot be read or select nobody by what they are; LIST_EXISTS.
 */
export async function startMatchingList(
  tx: Transaction,
  definitions: Definitions,
  flow: Flow,
  name: string,
): Promise<MatchingList> {
  const compiled = compileDraft(tx, definitions, flow)
  if (!compiled.ok) throw blocked(compiled.problems)
  const { trigger, objectTypeId, timeZone } = compiled.workflow
  const filter = flow.enrollmentCriteria?.listFilterBranch
  if (!('filter' in trigger) || filter === undefined || filter === null) {
    const field = 'enrollmentCriteria'
    throw blocked([
      ...compiled.issues,
      new Problem('WORKFLOW_INVALID', 'Its triggers select nobody by what they are.', { field }),
    ])
  }
  const listId = await createList(tx, { objectTypeId, name, processingType: 'SNAPSHOT', filter, timeZone })
  await startListBuild(tx, { listId, objectTypeId, epoch: await bumpEpoch(tx) })
  const runId = randomUUID()
  await takeSnapshotRun(tx, runId, listId)
  return { listId, runId }
}

/** Fills it with who matches at this moment; should this process be cut off, a worker begins anew. */
export function fillMatchingList(db: Database, accountId: number, list: MatchingList): Promise<void> {
  return runSnapshot({ engine: { db }, accountId, ...list })
}

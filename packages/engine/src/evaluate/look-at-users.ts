import {
  advanceUserLook,
  claimUserLook,
  type Definitions,
  definitionsOf,
  flippedRecords,
  type Looking,
  lockRecords,
  lookAgain,
  nextRecords,
  readClock,
  type Transaction,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { idle, type Progress } from '../progress.js'

/** Records whose answers are compared in one transaction. */
const mostRecords = 10_000

/**
 * After a change of the users: finds, a part at a time, the records for which a filter that names users by what they are says
 * something else than it did (W-FLF-25), and asks for a look at those. Resumable: the transaction stores how far it came.
 */
export async function lookAtUsers(engine: Engine, accountId: number): Promise<Progress> {
  const { progress, asked } = await engine.db.withAccount(accountId, 'shared', lookAtPart, {
    wholeSets: true,
  })
  if (asked > 0) engine.waker.wake(accountId, 'timers')
  return progress
}

async function lookAtPart(tx: Transaction): Promise<{ readonly progress: Progress; readonly asked: number }> {
  const after = await claimUserLook(tx)
  if (after === undefined) return { progress: idle, asked: 0 }
  const filters = filtersOnUsers(await definitionsOf(tx))
  const to = filters.length === 0 ? null : await nextRecords(tx, after, mostRecords)
  await advanceUserLook(tx, to)
  if (to === null) return { progress: { claimed: 1, more: false, nextAt: null }, asked: 0 }
  const now = await readClock(tx)
  const flipped = new Set<number>()
  for (const looking of filters) {
    for (const id of await flippedRecords(tx, looking, { after, to }, now)) flipped.add(id)
  }
  await lookAgain(tx, await lockRecords(tx, [...flipped]), now)
  return { progress: { claimed: 1, more: true, nextAt: null }, asked: flipped.size }
}

/** Every live filter that users may flip, with what is kept of its answers. */
function filtersOnUsers(definitions: Definitions): Looking[] {
  const ofWorkflows = [...definitions.workflows.values()].flatMap(({ compiled }): Looking[] => {
    const { workflowId, objectTypeId, trigger, goal, suppression, isEnabled } = compiled
    if (!isEnabled) return []
    const guards = [goal, suppression].flatMap((filter): Looking[] =>
      filter ? [{ objectTypeId, filter, kept: { of: 'guard', workflowId } }] : [],
    )
    if (trigger.kind !== 'filter') return guards
    return [{ objectTypeId, filter: trigger.filter, kept: { of: 'trigger', workflowId } }, ...guards]
  })
  const ofLists = [...definitions.lists.values()].map(
    ({ listId, objectTypeId, filter }): Looking => ({ objectTypeId, filter, kept: { of: 'list', listId } }),
  )
  return [...ofWorkflows, ...ofLists].filter(({ filter }) => filter.reads.users)
}

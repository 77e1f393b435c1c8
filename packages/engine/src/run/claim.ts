import type { AwaitedEnd } from '@millrace/actions'
import type { Lane } from '@millrace/model'
import {
  type Claim,
  type ClaimedEnrollment,
  claimDue,
  type Definitions,
  definitionsOf,
  loadRecords,
  lockDueEnrollments,
  type RevisionMove,
  readAwaited,
  readRevisionMoves,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { type Choice, choose } from './choose.js'
import type { DueQueue } from './due-queue.js'
import { readsOfAll } from './reads-of.js'

export interface ClaimedWave extends Choice {
  readonly now: number
  /** Some are due still: suspects come first, or the queue goes on. */
  readonly more: boolean
  readonly definitions: Definitions
}

/**
 * Due enrollments of records that this transaction now holds, decided again after their records were locked: picked
 * unlocked, they may have moved on since.
 */
export async function claim(
  tx: Transaction,
  lane: Lane,
  queue: DueQueue,
  clock: number,
  alone: number,
): Promise<ClaimedWave> {
  const look = queue.look(clock)
  const found: Claim = await claimDue(tx, lane, look)
  queue.learn(found, look.width)
  const claimed = found.recordIds.length === 0 ? [] : await lockDueEnrollments(tx, found.recordIds, found.now)
  const choice = choose(claimed, alone)
  const waitsTurn = choice.running.length + choice.poisoned.length < claimed.length
  if (waitsTurn) queue.lookBack()
  return {
    ...choice,
    now: found.now,
    more: waitsTurn || found.picked >= look.width,
    definitions: await definitionsOf(tx),
  }
}

export interface LoadedWave {
  readonly records: ReadonlyMap<number, StoredRecord>
  readonly moves: readonly RevisionMove[]
  readonly awaited: ReadonlyMap<number, readonly AwaitedEnd[]>
}

/** What the steps of these enrollments may read, after the locks and in statements of their own. */
export async function load(
  tx: Transaction,
  definitions: Definitions,
  enrollments: readonly ClaimedEnrollment[],
): Promise<LoadedWave> {
  const workflows = new Set(
    enrollments.flatMap(({ workflowId }) => definitions.workflows.get(workflowId)?.compiled ?? []),
  )
  const ids = [...new Set(enrollments.map(({ recordId }) => recordId))]
  const records = await loadRecords(tx, definitions, ids, readsOfAll(workflows))
  return {
    records,
    moves: await movesOf(tx, definitions, enrollments),
    awaited: await awaitedBy(tx, enrollments),
  }
}

const nobody: ReadonlyMap<number, readonly AwaitedEnd[]> = new Map()

/** A-FLW-10. Of those who wait for something other than time, some wait for enrollments. */
function awaitedBy(
  tx: Transaction,
  enrollments: readonly ClaimedEnrollment[],
): Promise<LoadedWave['awaited']> | LoadedWave['awaited'] {
  const waiting = enrollments.filter(({ state }) => state === 'event')
  if (waiting.length === 0) return nobody
  return readAwaited(
    tx,
    waiting.map(({ id }) => id),
  )
}

function movesOf(
  tx: Transaction,
  definitions: Definitions,
  enrollments: readonly ClaimedEnrollment[],
): Promise<RevisionMove[]> | RevisionMove[] {
  const behind = new Set<number>()
  for (const { workflowId, revisionId } of enrollments) {
    const live = definitions.workflows.get(workflowId)
    if (live && live.compiled.revisionId !== revisionId) behind.add(workflowId)
  }
  return behind.size === 0 ? [] : readRevisionMoves(tx, [...behind])
}

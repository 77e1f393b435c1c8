import {
  applyPatches,
  type Definitions,
  insertEffects,
  noteAssociated,
  noteListed,
  type PatchRow,
  raiseIssues,
  type SettledEnrollment,
  settleEnrollments,
  type Transaction,
} from '@millrace/store'
import { deleteRecords } from '../crm/delete-records.js'
import type { Engine } from '../engine.js'
import { noteStanding } from '../evaluate/note-standing.js'
import type { Faults } from '../faults.js'
import { effectId } from '../outbox/effect-id.js'
import type { Moved } from '../tell/standing-events.js'
import { logAndCount } from './planted.js'
import { raiseCircles } from './raise-circles.js'
import { settleWaits } from './settle-waits.js'
import type { Wave, WaveResult } from './wave.js'
import type { WaveMember } from './wave-member.js'
import type { Author, WorkingRecord } from './working-record.js'

/** What others may want to know of a settled wave, once it is committed. */
export interface Settled {
  /** Something that a live filter reads was written. */
  readonly news: boolean
  /** Effects left: the outbox has work. */
  readonly effects: boolean
  /** Somebody waited for what has ended here, or may go on already (A-FLW-10). */
  readonly released: boolean
  /** When the first of those who wait is due, epoch ms. */
  readonly firstDueAt: number | null
  /** Some of the claimed are due still. */
  readonly leftBehind: boolean
}

/**
 * Everything a wave did, in a handful of statements: values and changes, where its enrollments stand, log and counters,
 * effects. The guard on `seq` throws when any of them was not where the wave found it, and nothing is kept.
 */
export async function settle(
  tx: Transaction,
  wave: Wave,
  result: WaveResult,
  engine: Engine,
): Promise<Settled> {
  const { now, definitions, work } = wave
  const patches = work.written().flatMap(patchesOf)
  const moved = result.members.filter(hasMoved).map((member) => settled(member, now))
  // Workflow writes go to the bulk lane, so that a form filled in meanwhile is looked at first (engine.md 4).
  const moment = { lane: 'bulk', at: now } as const
  await Promise.all([
    applyPatches(tx, definitions, patches, moment),
    settleEnrollments(tx, moved, now),
    logAndCount(engine, tx, result.log),
  ])
  const released = await settleWaits(tx, result.members.filter(hasMoved))
  const system = { source: { type: 'SYSTEM' }, chain: [], ...moment } as const
  if (work.relinked.size > 0)
    await noteAssociated(tx, definitions, system, work.relinked, { moves: work.linkMoves })
  await noteListed(tx, definitions, moment, work.relisted)
  await noteStanding(tx, definitions, result.members.flatMap(endedOf), now)
  await raiseCircles(tx, result.members)
  await raiseIssues(tx, work.issues)
  if (work.doomed.size > 0) await deleteRecords(tx, definitions, [...work.doomed.keys()], system, work.doomed)
  // Last: it holds the outbox lanes that other waves need too. What a deleted record's others left does not go out.
  const leaving = result.effects.filter(({ member }) => !work.doomed.has(member.record.id))
  await insertEffects(
    tx,
    leaving.map((left) => effectRow(tx.accountId, left, engine.faults)),
  )
  return {
    news:
      wave.movements.entered ||
      work.relinked.size > 0 ||
      work.relisted.length > 0 ||
      work.doomed.size > 0 ||
      (definitions.awaitsEvents && result.members.some(({ standing }) => standing.state === 'ended')) ||
      patches.some((patch) => isNews(definitions, patch)),
    effects: leaving.length > 0,
    released: released || wave.movements.released,
    firstDueAt: earliest(moved),
    leftBehind:
      moved.length < wave.enrollments.length ||
      result.members.some(({ standing }) => standing.state === 'ready'),
  }
}

function isNews(definitions: Definitions, { objectTypeId, patch }: PatchRow): boolean {
  const watched = definitions.watched(objectTypeId)
  const elsewhere = definitions.watchedByAssociation(objectTypeId)
  return Object.keys(patch).some((name) => watched.has(name) || elsewhere.has(name))
}

function earliest(moved: readonly SettledEnrollment[]): number | null {
  let first: number | null = null
  for (const { state, dueAt } of moved) {
    if (state !== 'ready' && dueAt !== null && (first === null || dueAt < first)) first = dueAt
  }
  return first
}

function patchesOf(record: WorkingRecord): PatchRow[] {
  return record.newVersions().map(({ author, chain, actionIds, patch }, index) => ({
    recordId: record.id,
    place: record.stored.place,
    objectTypeId: record.objectTypeId,
    version: record.stored.version + 1 + index,
    kind: 'changed',
    source: sourceOf(author, actionIds),
    chain,
    patch,
  }))
}

/** A-GEN-19. */
function sourceOf({ workflowId, enrollmentId }: Author, actionIds: readonly string[]): PatchRow['source'] {
  return { type: 'WORKFLOW', workflowId, enrollmentId, actionIds }
}

function endedOf({ workflow, record, enrollmentId, standing, chain }: WaveMember): Moved[] {
  if (standing.state !== 'ended') return []
  const { endState, reason } = standing
  const { workflowId } = workflow
  return [{ workflowId, recordId: record.id, enrollmentId, to: endState, reason, chain, lane: 'bulk' }]
}

/** One that never got to run stays as it was claimed, due. */
function hasMoved({ steps, standing }: WaveMember): boolean {
  return steps > 0 || standing.state !== 'ready'
}

function settled(member: WaveMember, now: number): SettledEnrollment {
  const { claimed, standing, workflow } = member
  const waits = standing.state === 'time' || standing.state === 'event'
  const ends = standing.state === 'ended'
  return {
    id: claimed.id,
    place: claimed.place,
    expectedSeq: claimed.seq,
    steps: member.steps,
    revisionId: workflow.revisionId,
    state: standing.state,
    actionId: member.actionId,
    lane: waits ? 'timers' : claimed.lane,
    dueAt: waits ? standing.until : standing.state === 'ready' ? now : null,
    waitingSince: waits ? standing.since : standing.state === 'effect' ? now : null,
    endState: ends ? standing.endState : null,
    reason: ends ? standing.reason : null,
    context: member.context(),
  }
}

function effectRow(
  accountId: number,
  { member, effect, seq }: WaveResult['effects'][number],
  faults: Faults | undefined,
) {
  const { enrollmentId, actionId, visit, workflow, claimed } = member
  return {
    ...effect,
    effectId: effectId(accountId, enrollmentId, actionId, visit, faults),
    workflowId: workflow.workflowId,
    enrollmentId,
    recordId: claimed.recordId,
    revisionId: workflow.revisionId,
    actionId,
    actionType: workflow.steps.get(actionId)?.action.type ?? '',
    visit,
    seq,
  }
}

import { type Outcome, shortestWait } from '@millrace/actions'
import type { CompiledWorkflow, Step } from '@millrace/definitions'
import { emptyReads } from '@millrace/filters'
import type { ClaimedEnrollment, EndReason, RevisionMove, StoredRecord } from '@millrace/store'
import { followOutcome } from './follow-outcome.js'
import { WaveMember } from './wave-member.js'
import type { WaveRun } from './wave-run.js'

/** An enrollment comes into the wave: on today's revision, past the wait it woke from, or out at once. */
export function enter(run: WaveRun, enrollment: ClaimedEnrollment): void {
  const { definitions, work } = run.wave
  const record = work.find(enrollment.recordId)
  if (!record) throw new Error(`record ${enrollment.recordId} of enrollment ${enrollment.id} was not loaded`)
  const live = definitions.workflows.get(enrollment.workflowId)
  const member = new WaveMember(enrollment, live?.compiled ?? gone(enrollment), record)
  record.holder = member
  run.members.push(member)
  const reason = live ? (whyOut(record.stored) ?? expelledFor(run, enrollment)) : 'workflow_deleted'
  if (reason) run.end(member, 'unenrolled', reason)
  else takeUp(run, member)
}

/** A-GEN-20: nothing runs for a record that was deleted or merged away. */
function whyOut(record: StoredRecord): EndReason | null {
  if (record.mergedInto !== null) return 'record_merged'
  return record.deletedAt === null ? null : 'record_deleted'
}

/** A step of this wave took it out before its turn came. */
function expelledFor(run: WaveRun, { id }: ClaimedEnrollment): EndReason | null {
  return run.wave.movements.expelled.get(id) ?? null
}

/** Where it stands in the newest revision (engine.md 6): an action that is gone leads to the next one that is not. */
function takeUp(run: WaveRun, member: WaveMember): void {
  const { claimed, workflow } = member
  const moved =
    claimed.revisionId === workflow.revisionId ? {} : movedActions(run.wave.moves, claimed, workflow)
  const step = workflow.steps.get(claimed.actionId)
  if (Object.hasOwn(moved, claimed.actionId)) run.goTo(member, moved[claimed.actionId] ?? null)
  else if (claimed.state === 'ready' || !step || member.held) run.goTo(member, claimed.actionId)
  else if (claimed.state === 'event') followOutcome(run, step, member, endOfEvent(run, member, step))
  else wakeAt(run, member, step)
}

/** Its app did not report back, or it waited for other enrollments (A-FLW-10). */
function endOfEvent({ wave }: WaveRun, member: WaveMember, { prepared }: Step): Outcome {
  if (!prepared.afterAwaiting) return expired
  const { id, waitingSince } = member.claimed
  // Shorter waits cut no chain of causes, as no delay is shorter: a circle of them would never be found (W-ENR-13).
  if (wave.now - (waitingSince ?? wave.now) >= shortestWait) member.passWait()
  return prepared.afterAwaiting(wave.awaited.get(id) ?? [])
}

/** A-INT-17: nobody reported back in time; the step counts as failed and the record goes on. */
const expired: Outcome = {
  kind: 'failed',
  code: 'callback_expired',
  outputs: { hs_execution_state: 'FAIL_CONTINUE' },
}

/** Its timer fired: on to the next action, unless the end of its wait has moved meanwhile. */
function wakeAt(run: WaveRun, member: WaveMember, step: Step): void {
  const due = dueNow(run, member, step)
  if (due !== null && due > run.wave.now) {
    sleepOn(run, member, due)
    return
  }
  if (step.prepared.afterWait) member.keepOutputs(step.prepared.afterWait(due))
  run.goTo(member, step.edges.get('next') ?? null)
}

/** When its wait is over: by the timer, unless the wait was edited (W-RUN-8), or follows a value (A-DLP-7) or the calendar. */
function dueNow(run: WaveRun, { claimed, workflow, record }: WaveMember, { prepared }: Step): number | null {
  const edited = claimed.revisionId !== workflow.revisionId
  const follows = (prepared.follows?.size ?? 0) > 0 || prepared.followsCalendar
  if (!prepared.dueFrom || !(edited || follows)) return claimed.dueAt
  return prepared.dueFrom(claimed.waitingSince ?? run.wave.now, record)
}

/** W-RUN-8, W-RUN-10: its delay was lengthened while it waited. It has waited since it arrived, not since now. */
function sleepOn(run: WaveRun, member: WaveMember, until: number): void {
  run.stop(member, { state: 'time', until, since: member.claimed.waitingSince ?? run.wave.now })
}

function movedActions(
  moves: readonly RevisionMove[],
  { workflowId, revisionId }: ClaimedEnrollment,
  workflow: CompiledWorkflow,
): Readonly<Record<string, string | null>> {
  const move = moves.find(
    (known) =>
      known.workflowId === workflowId &&
      known.fromRevisionId === revisionId &&
      known.toRevisionId === workflow.revisionId,
  )
  return move?.movedActions ?? {}
}

/** What is left of a deleted workflow: enough to log that its people left. */
function gone({ workflowId, revisionId }: ClaimedEnrollment): CompiledWorkflow {
  return {
    accountId: 0,
    workflowId,
    revisionId,
    objectTypeId: '',
    isEnabled: false,
    timeZone: 'UTC',
    windows: null,
    turnsOffAt: null,
    trigger: { kind: 'manual', reEnroll: false },
    startActionId: null,
    steps: new Map(),
    goal: null,
    suppression: null,
    unenrollFromOthers: 'none',
    enrollsMerged: false,
    hotProperties: new Set(),
    watches: emptyReads,
    asks: emptyReads,
  }
}

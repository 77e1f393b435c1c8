// From answers to rows: pure. Where each enrollment goes, what its log says, which issues are raised.
import type { Step } from '@millrace/definitions'
import type {
  ClaimedEffect,
  Definitions,
  EffectEnrollment,
  EffectIssue,
  EndReason,
  EndState,
  LogRow,
  SettledEnrollment,
} from '@millrace/store'
import { chainFor } from '../run/chain-of-causes.js'
import type { Moved } from '../tell/standing-events.js'
import { contextAfter } from './context-after.js'
import { issueOf } from './effect-issues.js'
import type { JudgedAnswer } from './judged-answer.js'
import { stepRow } from './step-row.js'

export interface Settlement {
  readonly enrollments: SettledEnrollment[]
  /** Enrollments that did not wait for their effect any more: it is logged, their place stays (W-UNA-11). */
  readonly late: number[]
  readonly log: LogRow[]
  readonly issues: EffectIssue[]
  /** Enrollments that end here and that others wait for (A-FLW-10). */
  readonly awaited: number[]
  /** Every one that ends here. */
  readonly ended: Moved[]
  /** What came of it may have been told to workflows that wait for such events. */
  readonly told: boolean
  /** The earliest moment something is tried again. */
  retryAt: number | null
}

export function planSettlement(
  definitions: Definitions,
  enrollments: ReadonlyMap<number, EffectEnrollment>,
  answers: readonly JudgedAnswer[],
  now: number,
): Settlement {
  const settlement: Settlement = {
    enrollments: [],
    late: [],
    log: [],
    issues: [],
    awaited: [],
    ended: [],
    told: definitions.awaitsEvents,
    retryAt: null,
  }
  for (const answer of answers) {
    const enrollment = enrollments.get(answer.effect.enrollmentId)
    if (!enrollment || answer.outcome.kind === 'dropped') continue
    if (answer.retryAt !== null) settlement.retryAt = Math.min(settlement.retryAt ?? Infinity, answer.retryAt)
    if (standsAt(enrollment, answer.effect)) settleOne(settlement, definitions, enrollment, answer, now)
    else logLast(settlement, enrollment, answer, now)
  }
  return settlement
}

/** What a person sends again is not what the enrollment waits for. */
function standsAt({ state, actionId }: EffectEnrollment, effect: ClaimedEffect): boolean {
  const waits = state === 'effect' || state === 'event'
  return effect.resendIssueId === 0 && waits && actionId === effect.actionId
}

function settleOne(
  settlement: Settlement,
  definitions: Definitions,
  enrollment: EffectEnrollment,
  answer: JudgedAnswer,
  now: number,
): void {
  const place = placeAfter(definitions, enrollment, answer)
  const rows = logOf(enrollment, answer, place, now)
  settlement.log.push(...rows)
  if (place.state === 'ended' && enrollment.context?.awaited) settlement.awaited.push(enrollment.id)
  if (place.state === 'ended') settlement.ended.push(endedOf(enrollment, place))
  raiseIssue(settlement, answer)
  settlement.enrollments.push({
    id: enrollment.id,
    place: null,
    expectedSeq: enrollment.seq,
    steps: rows.length,
    revisionId: enrollment.revisionId,
    state: place.state,
    actionId: place.state === 'ready' ? place.actionId : answer.effect.actionId,
    lane: place.state === 'event' ? 'timers' : enrollment.lane,
    dueAt: place.state === 'ready' ? now : place.state === 'event' ? place.until : null,
    waitingSince: place.state === 'effect' ? enrollment.waitingSince : place.state === 'event' ? now : null,
    endState: place.state === 'ended' ? place.endState : null,
    reason: place.state === 'ended' ? place.reason : null,
    context: place.state === 'ended' ? null : contextAfter(enrollment, answer),
  })
}

function endedOf(enrollment: EffectEnrollment, { endState, reason }: Place & { state: 'ended' }): Moved {
  const { id, workflowId, recordId, context } = enrollment
  const chain = chainFor(enrollment, recordId, context?.waited === true)
  return { workflowId, recordId, enrollmentId: id, to: endState, reason, chain, lane: 'bulk' }
}

type Place =
  | { readonly state: 'effect' }
  | { readonly state: 'event'; readonly until: number }
  | { readonly state: 'ready'; readonly actionId: string }
  | { readonly state: 'ended'; readonly endState: EndState; readonly reason: EndReason }

function placeAfter(definitions: Definitions, enrollment: EffectEnrollment, answer: JudgedAnswer): Place {
  const { effect, outcome, retryAt } = answer
  if (retryAt !== null) return { state: 'effect' }
  if (outcome.kind === 'left') return { state: 'ended', endState: 'unenrolled', reason: outcome.reason }
  const step = definitions.workflows.get(enrollment.workflowId)?.compiled.steps.get(effect.actionId)
  // The step is gone from the newest revision: the wave that takes the enrollment up moves it (engine.md 6).
  if (step?.action.effectKind !== effect.kind) return { state: 'ready', actionId: effect.actionId }
  if (outcome.kind === 'blocked') return { state: 'event', until: outcome.until }
  return outcome.kind === 'failed' && step.stopOnFailure
    ? { state: 'ended', endState: 'failed', reason: 'error_stop' }
    : along(step)
}

/** A-GEN-14, A-FLW-14: goes on along its one edge, or out as completed. */
function along(step: Step): Place {
  const next = step.edges.get('next') ?? null
  return next === null
    ? { state: 'ended', endState: 'completed', reason: 'completed' }
    : { state: 'ready', actionId: next }
}

function logOf(enrollment: EffectEnrollment, answer: JudgedAnswer, place: Place, now: number): LogRow[] {
  const rows: LogRow[] = []
  const step = stepOf(answer)
  if (step) rows.push(stepRow(answer.effect, enrollment.seq + 1, now, step))
  if (place.state !== 'ended') return rows
  const ended = stepRow(answer.effect, enrollment.seq + rows.length + 1, now, {
    outcome: 'ended',
    code: place.reason,
    detail: null,
  })
  return [...rows, { ...ended, revisionId: enrollment.revisionId, actionId: null, actionType: null }]
}

/** How the step reads in the log; null where it never came to it. */
function stepOf({ outcome, retryAt }: JudgedAnswer): Parameters<typeof stepRow>[3] | null {
  switch (outcome.kind) {
    case 'succeeded':
      return { outcome: 'succeeded', code: null, detail: outcome.detail }
    case 'failed':
      return { outcome: 'failed', code: outcome.code, detail: outcome.detail }
    case 'retry':
      return { outcome: 'retrying', code: outcome.code, detail: { ...outcome.detail, retryAt } }
    case 'skipped':
      return { outcome: 'skipped', code: outcome.code, detail: outcome.detail ?? null }
    case 'blocked':
      return { outcome: 'waiting', code: 'blocked', detail: { ...outcome.detail, until: outcome.until } }
    case 'in_doubt':
      return { outcome: 'in_doubt', code: 'in_doubt', detail: outcome.detail }
    case 'left':
    case 'dropped':
      return null
  }
}

function raiseIssue({ issues }: Settlement, answer: JudgedAnswer): void {
  const issue = issueOf(answer)
  if (issue) issues.push(issue)
}

/** The enrollment left while the effect was in flight, or this is sent again by hand: it ends, and that is all (W-UNA-11). */
function logLast(
  settlement: Settlement,
  enrollment: EffectEnrollment,
  answer: JudgedAnswer,
  now: number,
): void {
  const step = stepOf(answer)
  if (!step) return
  if (answer.effect.resendIssueId !== 0) raiseIssue(settlement, answer)
  settlement.late.push(enrollment.id)
  settlement.log.push(stepRow(answer.effect, enrollment.seq + 1, now, step))
}

// Who may enter a workflow, and entering it (W-ENR-7).
import type { OutcomeCode } from '@millrace/actions'
import {
  appendLog,
  type Definitions,
  type EnrollmentSource,
  type EnteredEnrollment,
  insertEnrollments,
  type LogRow,
  readEntries,
  type Transaction,
} from '@millrace/store'
import { noteStanding } from '../evaluate/note-standing.js'
import { leave } from '../leave/leave.js'
import { type Moved, movedInto } from '../tell/standing-events.js'
import { admission, type Refusal } from './admission.js'
import { type EnrollRequest, pairOf } from './enroll-request.js'
import { type Considered, raiseLoopIssues } from './loop-issues.js'
import { type LetOut, unenrollFromOthers } from './unenroll-from-others.js'

/** W-MAN-13, and what a trigger may meet besides. `not_found` is for callers that look records up. */
export type EnrollOutcome = 'enrolled' | Refusal

export interface EnrollResult {
  readonly outcome: EnrollOutcome
  readonly enrollmentId: number | null
}

/** Enrolls those who may enter; one result a request, in order. A million of them go through enrollExisting instead. */
export async function enroll(
  tx: Transaction,
  definitions: Definitions,
  requests: readonly EnrollRequest[],
  now: number,
  letOut?: LetOut,
): Promise<EnrollResult[]> {
  const considered = await consider(tx, requests, now)
  const admitted = considered.filter(({ refusal }) => refusal === null).map(({ request }) => request)
  const entered = new Map((await insertEnrollments(tx, admitted.map(newEnrollment), now)).map(byPair))
  await appendLog(
    tx,
    considered.flatMap(({ request, refusal }) => logRows(request, refusal, entered, now)),
  )
  await raiseLoopIssues(tx, considered, now)
  await noteStanding(
    tx,
    definitions,
    admitted.flatMap((request) => movesOf(request, entered.get(pairOf(request)))),
    now,
  )
  await unenrollFromOthers(tx, admitted, entered, letOut ?? ((rows) => leave(tx, definitions, rows, now)))
  return considered.map(({ request, refusal }) => resultOf(refusal, entered.get(pairOf(request))?.id))
}

async function consider(
  tx: Transaction,
  requests: readonly EnrollRequest[],
  now: number,
): Promise<Considered[]> {
  const entries = new Map(
    (
      await readEntries(
        tx,
        requests.map(({ record }) => record.id),
        requests.map(({ workflow }) => workflow.compiled.workflowId),
      )
    ).map((entry) => [`${entry.workflowId} ${entry.recordId}`, entry]),
  )
  const admitted = new Set<string>()
  return requests.map((request) => {
    const pair = pairOf(request)
    const entry = entries.get(pair)
    const refusal = admitted.has(pair) ? 'already_active' : admission(request, entry, now)
    if (refusal === null) admitted.add(pair)
    return { request, entry, refusal }
  })
}

function movesOf({ workflow, record, chain, lane }: EnrollRequest, entered?: EnteredEnrollment): Moved[] {
  if (!entered) return []
  return movedInto(workflow.compiled, { recordId: record.id, enrollmentId: entered.id, chain, lane })
}

function byPair(entered: EnteredEnrollment): [string, EnteredEnrollment] {
  return [`${entered.workflowId} ${entered.recordId}`, entered]
}

function newEnrollment(request: EnrollRequest) {
  const { workflow, record, lane, source, chain, event, awaited = false } = request
  const { workflowId, revisionId, startActionId } = workflow.compiled
  const entering = {
    workflowId,
    recordId: record.id,
    recordVersion: record.version,
    revisionId,
    startActionId,
    lane,
    source,
    chain,
    awaited,
  }
  return event ? { ...entering, event } : entering
}

function resultOf(refusal: Refusal | null, enrollmentId: number | undefined): EnrollResult {
  if (refusal !== null) return { outcome: refusal, enrollmentId: null }
  if (enrollmentId === undefined) return { outcome: 'already_active', enrollmentId: null }
  return { outcome: 'enrolled', enrollmentId }
}

/** Refusals worth a row: who would have entered but for a rule (W-SUP-3, W-ENR-6, R10); the others are no event. */
const loggedRefusals = ['suppressed', 'meets_unenrollment_criteria', 'goal_met', 'loop_stopped'] as const

/** How the log names who or what enrolled a record (W-ENR-11). */
const entryCodes = {
  TRIGGER: 'trigger',
  EXISTING: 'existing',
  SCHEDULE: 'schedule',
  MANUAL: 'manual',
  WORKFLOW: 'workflow',
} as const satisfies Record<EnrollmentSource['type'], OutcomeCode>

function logRows(
  request: EnrollRequest,
  refusal: Refusal | null,
  entered: ReadonlyMap<string, EnteredEnrollment>,
  at: number,
): LogRow[] {
  const { workflow, record, source } = request
  const { workflowId, revisionId, startActionId } = workflow.compiled
  const row = {
    workflowId,
    at,
    recordId: record.id,
    revisionId,
    actionId: null,
    actionType: null,
    branch: null,
    detail: null,
  }
  if (refusal !== null) {
    const code = loggedRefusals.find((worthARow) => worthARow === refusal)
    return code ? [{ ...row, enrollmentId: -record.id, seq: 0, outcome: 'not_enrolled', code }] : []
  }
  const enrollmentId = entered.get(pairOf(request))?.id
  if (enrollmentId === undefined) return []
  const enrolled = {
    ...row,
    enrollmentId,
    seq: 0,
    outcome: 'enrolled',
    code: entryCodes[source.type],
  } as const
  if (startActionId !== null) return [enrolled]
  return [enrolled, { ...row, enrollmentId, seq: 1, outcome: 'ended', code: 'completed' }]
}

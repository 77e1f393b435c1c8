// Who may enter a workflow, and entering it (W-ENR-7).
import type { Chain, Lane } from '@millrace/model'
import {
  appendLog,
  type Definitions,
  type EnrollmentSource,
  type EnteredEnrollment,
  insertEnrollments,
  type LiveWorkflow,
  type LogRow,
  readEntries,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { admission, type Refusal } from './admission.js'
import { unenrollFromOthers } from './unenroll-from-others.js'

export interface EnrollRequest {
  readonly workflow: LiveWorkflow
  /** Locked by the caller, loaded with what `compiled.watches` reads. */
  readonly record: StoredRecord
  readonly source: EnrollmentSource
  readonly chain: Chain
  readonly lane: Lane
  readonly matchedGroup?: number | null
}

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
): Promise<EnrollResult[]> {
  const refusals = await refusalsOf(tx, requests, now)
  const admitted = requests.filter((_, index) => refusals[index] === null)
  const entered = new Map((await insertEnrollments(tx, admitted.map(newEnrollment), now)).map(byPair))
  await appendLog(
    tx,
    requests.flatMap((request, index) => logRows(request, refusals[index] ?? null, entered, now)),
  )
  await unenrollFromOthers(tx, definitions, admitted, entered, now)
  return requests.map((request, index) => resultOf(refusals[index] ?? null, entered.get(pairOf(request))?.id))
}

async function refusalsOf(
  tx: Transaction,
  requests: readonly EnrollRequest[],
  now: number,
): Promise<(Refusal | null)[]> {
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
    if (admitted.has(pair)) return 'already_active'
    const refusal = admission(request, entries.get(pair), now)
    if (refusal === null) admitted.add(pair)
    return refusal
  })
}

export function pairOf({ workflow, record }: Pick<EnrollRequest, 'workflow' | 'record'>): string {
  return `${workflow.compiled.workflowId} ${record.id}`
}

function byPair(entered: EnteredEnrollment): [string, EnteredEnrollment] {
  return [`${entered.workflowId} ${entered.recordId}`, entered]
}

function newEnrollment({ workflow: { compiled }, record, lane, source, chain }: EnrollRequest) {
  const { workflowId, revisionId, startActionId } = compiled
  return { workflowId, recordId: record.id, revisionId, startActionId, lane, source, chain }
}

function resultOf(refusal: Refusal | null, enrollmentId: number | undefined): EnrollResult {
  if (refusal !== null) return { outcome: refusal, enrollmentId: null }
  if (enrollmentId === undefined) return { outcome: 'already_active', enrollmentId: null }
  return { outcome: 'enrolled', enrollmentId }
}

/** Refusals worth a row: who would have entered but for a rule (W-SUP-3, W-ENR-6, R10); the others are no event. */
const logged: ReadonlySet<Refusal> = new Set([
  'suppressed',
  'meets_unenrollment_criteria',
  'goal_met',
  'loop_stopped',
])

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
    if (!logged.has(refusal)) return []
    return [{ ...row, enrollmentId: -record.id, seq: 0, outcome: 'not_enrolled', code: refusal }]
  }
  const enrollmentId = entered.get(pairOf(request))?.id
  if (enrollmentId === undefined) return []
  const enrolled = {
    ...row,
    enrollmentId,
    seq: 0,
    outcome: 'enrolled',
    code: source.type.toLowerCase(),
  } as const
  if (startActionId !== null) return [enrolled]
  return [enrolled, { ...row, enrollmentId, seq: 1, outcome: 'ended', code: 'completed' }]
}

import type { EntryRequest, EntryResult, KnownOutcomeCode } from '@millrace/actions'
import { mergeReads } from '@millrace/filters'
import { type LiveWorkflow, loadRecords, raiseIssues } from '@millrace/store'
import { type EnrollResult, enroll } from '../enroll/enroll.js'
import type { EnrollRequest } from '../enroll/enroll-request.js'
import { Postponed } from '../run/wave.js'
import type { WaveMember } from '../run/wave-member.js'
import { letOut } from './let-out.js'
import { OverlaidRecord } from './overlaid-record.js'
import type { WaveScope } from './wave-scope.js'

export interface Entering {
  readonly request: EntryRequest
  readonly member: WaveMember
}

/**
 * Throws Postponed for whoever would enter a workflow that its record left in this very wave: for the database it is inside
 * still, so the member comes back after the commit. Before anything is done.
 */
export function awaitDepartures({ enrollments, movements }: WaveScope, requests: readonly EntryRequest[]) {
  const { ended, expelled } = movements
  if (ended.size === 0 && expelled.size === 0) return
  const left = new Set(
    enrollments
      .filter(({ id }) => ended.has(id) || expelled.has(id))
      .map(({ workflowId, recordId }) => `${workflowId} ${recordId}`),
  )
  const early = requests.find(({ workflowId, record }) => left.has(`${workflowId} ${record.id}`))
  if (early) throw new Postponed(early.member)
}

/**
 * Lets records of this wave into other workflows, in its transaction: the target's suppression, goal and re-enrollment rules
 * hold, its triggers do not (A-FLW-8), and the chain of causes goes on (A-FLW-13). Records are locked with the wave, so that
 * enrollments are taken after records, as everywhere.
 */
export async function enterWorkflows(
  scope: WaveScope,
  actionId: string,
  asked: readonly Entering[],
): Promise<readonly EntryResult[]> {
  const targets = asked.map(({ request }) => targetOf(scope, request))
  const records = await recordsFor(scope, asked, targets)
  const entering = asked.flatMap(({ request, member }, index) => {
    const target = targets[index]
    const record = records.get(request.record.id)
    return record && target && !('refused' in target)
      ? [{ index, entry: entryOf(target, record, member, request.awaited) }]
      : []
  })
  const results = await enroll(
    scope.tx,
    scope.definitions,
    entering.map(({ entry }) => entry),
    scope.work.now,
    (rows) => letOut(scope, rows),
  )
  await raiseMissing(scope, actionId, asked, targets)
  scope.movements.entered ||= results.some(({ outcome }) => outcome === 'enrolled')
  const byIndex = new Map(entering.map(({ index }, nth) => [index, results[nth]]))
  return asked.map((_, index) => answerOf(targets[index], byIndex.get(index)))
}

type Target = LiveWorkflow | { readonly refused: KnownOutcomeCode }

/** A-FLW-6, A-FLW-7. */
function targetOf({ definitions }: WaveScope, { workflowId, record }: EntryRequest): Target {
  const workflow = definitions.workflows.get(workflowId)
  if (!workflow) return { refused: 'target_workflow_missing' }
  if (!workflow.compiled.isEnabled) return { refused: 'target_workflow_off' }
  return workflow.compiled.objectTypeId === record.objectTypeId ? workflow : { refused: 'wrong_object_type' }
}

async function recordsFor(
  { tx, definitions, work }: WaveScope,
  asked: readonly Entering[],
  targets: readonly Target[],
): Promise<ReadonlyMap<number, OverlaidRecord>> {
  const reads = mergeReads(
    ...targets.flatMap((target) => ('refused' in target ? [] : [target.compiled.watches])),
  )
  const ids = [...new Set(asked.map(({ request }) => request.record.id))]
  const records = new Map<number, OverlaidRecord>()
  for (const [id, stored] of await loadRecords(tx, definitions, ids, reads)) {
    const working = work.find(id)
    if (working) records.set(id, new OverlaidRecord(stored, working))
  }
  return records
}

function entryOf(
  workflow: LiveWorkflow,
  record: OverlaidRecord,
  member: WaveMember,
  awaited: boolean,
): EnrollRequest {
  const { workflowId, enrollmentId, chain } = member
  return {
    workflow,
    record,
    source: { type: 'WORKFLOW', workflowId, enrollmentId },
    chain,
    // What a workflow causes stands behind what people do (engine.md 4).
    lane: 'bulk',
    awaited,
  }
}

/** A-GEN-18: a workflow that the step names and that is no more. */
function raiseMissing(
  { tx }: WaveScope,
  actionId: string,
  asked: readonly Entering[],
  targets: readonly Target[],
): Promise<void> {
  const missing = asked.filter((_, index) => {
    const target = targets[index]
    return target && 'refused' in target && target.refused === 'target_workflow_missing'
  })
  return raiseIssues(
    tx,
    missing.map(({ request, member }) => ({
      workflowId: member.workflowId,
      actionId,
      recordId: request.record.id,
      enrollmentId: member.enrollmentId,
      kind: 'missing_asset',
      message: `The action enrolls in workflow ${request.workflowId}, which does not exist.`,
    })),
  )
}

function answerOf(target: Target | undefined, result: EnrollResult | undefined): EntryResult {
  if (target && 'refused' in target) return { ok: false, code: target.refused, broken: true }
  if (result?.enrollmentId) return { ok: true, enrollmentId: result.enrollmentId }
  const outcome = result?.outcome ?? 'not_found'
  switch (outcome) {
    case 'workflow_off':
      return { ok: false, code: 'target_workflow_off', broken: true }
    case 'not_found':
      return { ok: false, code: 'record_deleted', broken: true }
    case 'enrolled':
      return { ok: false, code: 'already_active', broken: false }
    default:
      return { ok: false, code: outcome, broken: false }
  }
}

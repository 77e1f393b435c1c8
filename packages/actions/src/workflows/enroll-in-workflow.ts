// 0-15: enrolls the enrolled record, or records associated with it, in another workflow, and may wait until they have gone
// through it (A-FLW-5 to 10, A-FLW-13).
import { emptyReads, memberText } from '@millrace/filters'
import { type AssociationType, isObject, parseId } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { mostAssociatedRecords } from '../associations/most-associated-records.js'
import type { AssociationSpec, Crm, EntryResult, LiveRecord, Member } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import type { AwaitedEnd, Outcome } from '../outcome.js'
import { additionsOf, Findings, fieldsOf } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { findAssociationType, readAssociationSpec } from '../records/association-spec.js'
import { longestWait, readAmountOfTime, shortestWait, waitRule } from '../values/amount-of-time.js'

export const enrollInWorkflow: Action = {
  type: '0-15',
  kind: 'SINGLE_CONNECTION',
  title: 'Enroll in another workflow',
  help: 'Enroll the record, or its associated records, in another workflow. This one goes on, or waits for the end of it.',
  category: 'flow',
  schema: z.looseObject({
    fields: z
      .looseObject({
        flow_id: z.union([z.string(), z.number()]).nullish(),
        association: z.looseObject({}).nullish().describe('Absent: the enrolled record'),
      })
      .optional(),
    millrace: z
      .looseObject({
        waitForCompletion: z
          .looseObject({
            delta: z.union([z.string(), z.number()]).optional(),
            timeUnit: z.string().optional(),
          })
          .nullish()
          .describe('Wait until the other workflow has ended, so long at most: delta and timeUnit'),
      })
      .nullish(),
  }),
  outputs: [
    { name: 'hs_enrolled_count', type: 'number', label: 'Records enrolled' },
    { name: 'hs_wait_outcome', type: 'string', label: 'COMPLETED, ENDED or TIMED_OUT' },
    {
      name: 'hs_completed_count',
      type: 'number',
      label: 'Records that completed the workflow, or met its goal',
    },
  ],
  // Made in the wave's own transaction: it happens once or not at all.
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const workflowId = readWorkflowId(fields.flow_id, findings)
  const spec = readAssociationSpec(fields.association)
  const type = spec === null ? null : findAssociationType(context, spec)
  if (type === undefined) {
    const message = 'This association does not exist for the enrolled record.'
    findings.issue('ASSOCIATION_TYPE_NOT_FOUND', 'fields.association', message)
  }
  const longest = readLongestWait(node, findings)
  if (workflowId === null || type === undefined || longest === undefined) return findings.result(null)
  const objectTypeId = type?.toObjectTypeId ?? context.objectTypeId
  return findings.result({
    reads: type ? readsOf(type) : emptyReads,
    writes: new Set(),
    references: [{ kind: 'workflow', id: String(workflowId), field: 'fields.flow_id', objectTypeId }],
    run: (members, crm) => enrollEach({ workflowId, spec, longest }, members, crm),
    // Also where the wait was edited away meanwhile: whoever is in it comes out of it.
    afterAwaiting,
  })
}

function readWorkflowId(written: unknown, findings: Findings): number | null {
  if (written === undefined || written === null || written === '') {
    findings.missing('fields.flow_id', 'The workflow')
    return null
  }
  const id = parseId(memberText(written))
  if (id === undefined) findings.issue('WORKFLOW_NOT_FOUND', 'fields.flow_id', 'There is no such workflow.')
  return id ?? null
}

/** In ms; null: it goes on without waiting (A-FLW-9). undefined with what is wrong noted. */
function readLongestWait(node: ActionNode, findings: Findings): number | null | undefined {
  const wait = additionsOf(node).waitForCompletion
  if (wait === undefined || wait === null) return null
  const field = 'millrace.waitForCompletion'
  const amount = isObject(wait) ? readAmountOfTime(wait.delta, wait.timeUnit) : undefined
  if (amount === undefined) {
    const message = 'The longest wait is a whole number of MINUTES, HOURS, DAYS or WEEKS.'
    findings.issue('WORKFLOW_INVALID', field, message)
    return undefined
  }
  if (amount >= shortestWait && amount <= longestWait) return amount
  findings.issue('LIMIT_EXCEEDED', field, waitRule)
  return undefined
}

function readsOf({ toObjectTypeId, category, typeId }: AssociationType) {
  return {
    ...emptyReads,
    associations: [{ objectTypeId: toObjectTypeId, category, typeId, reads: emptyReads }],
  }
}

interface Enrolling {
  readonly workflowId: number
  /** null: the enrolled record itself. */
  readonly spec: AssociationSpec | null
  /** How long to wait for the end of it at most, ms; null: not at all. */
  readonly longest: number | null
}

/** One port call for the whole group; one outcome a member, in order. */
async function enrollEach(
  { workflowId, spec, longest }: Enrolling,
  members: readonly Member[],
  crm: Crm,
): Promise<readonly Outcome[]> {
  const targets = await Promise.all(members.map((member) => targetsOf(member, spec, crm)))
  const requests = members.flatMap((member, index) =>
    few(targets[index]).map((record) => ({ member, record, workflowId, awaited: longest !== null })),
  )
  const results = requests.length === 0 ? [] : await crm.enroll(requests)
  const byMember = new Map<Member, EntryResult[]>(members.map((member) => [member, []]))
  requests.forEach(({ member }, index) => {
    const result = results[index]
    if (result) byMember.get(member)?.push(result)
  })
  const until = longest === null ? null : crm.now + longest
  return members.map((member, index) =>
    outcomeOf(targets[index]?.length ?? 0, byMember.get(member) ?? [], until),
  )
}

/** Too many to touch any (A-EDR-23). */
function few(targets: readonly LiveRecord[] = []): readonly LiveRecord[] {
  return targets.length > mostAssociatedRecords ? [] : targets
}

async function targetsOf(
  member: Member,
  spec: AssociationSpec | null,
  crm: Crm,
): Promise<readonly LiveRecord[]> {
  return spec === null ? [member.record] : crm.associated(member, spec)
}

/** A-FLW-7: enrolled when anybody was; else why the first was not. */
function outcomeOf(targets: number, results: readonly EntryResult[], until: number | null): Outcome {
  if (targets === 0) return { kind: 'skipped', code: 'no_associated_record' }
  if (targets > mostAssociatedRecords)
    return { kind: 'failed', code: 'too_many_associated_records', detail: { count: targets } }
  const enrolled = results.flatMap((result) => (result.ok ? [result.enrollmentId] : []))
  const refused = results.flatMap((result) => (result.ok ? [] : [result]))
  const [first] = refused
  if (enrolled.length === 0 && first) {
    const refusal = { code: first.code, detail: { refused: refused.length } }
    return first.broken ? { kind: 'failed', ...refusal } : { kind: 'skipped', ...refusal }
  }
  const detail = { enrollments: enrolled.slice(0, 100).map(String), refused: refused.length }
  if (until !== null) return { kind: 'awaiting', enrollmentIds: enrolled, until, detail }
  return { kind: 'succeeded', outputs: { hs_enrolled_count: enrolled.length }, detail }
}

/** Whoever was enrolled has ended, or it was waited long enough. */
function afterAwaiting(ends: readonly AwaitedEnd[]): Outcome {
  const completed = ends.filter((end) => end === 'completed' || end === 'goal_met').length
  const late = ends.includes(null)
  const outputs = {
    hs_enrolled_count: ends.length,
    hs_wait_outcome: late ? 'TIMED_OUT' : completed === ends.length ? 'COMPLETED' : 'ENDED',
    hs_completed_count: completed,
  }
  return { kind: 'succeeded', ...(late && { code: 'awaited_too_long' }), outputs }
}

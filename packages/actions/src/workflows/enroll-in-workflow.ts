// 0-15: enrolls the enrolled record, or records associated with it, in another workflow (A-FLW-5 to 9, A-FLW-13).
import { emptyReads, memberText } from '@millrace/filters'
import { type AssociationType, parseId } from '@millrace/model'
import * as z from 'zod'
import type { Action, ActionNode, Outcome, PrepareContext, PrepareResult } from '../action.js'
import type { AssociationSpec, Crm, EntryResult, LiveRecord, Member } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import { findAssociationType, readAssociationSpec } from '../records/association-spec.js'
import { mostAssociatedRecords } from '../records/edit-record.js'

export const enrollInWorkflow: Action = {
  type: '0-15',
  kind: 'SINGLE_CONNECTION',
  title: 'Enroll in another workflow',
  help: 'Enroll the record, or its associated records, in another workflow. This one goes on without waiting.',
  category: 'flow',
  schema: z.looseObject({
    fields: z
      .looseObject({
        flow_id: z.union([z.string(), z.number()]).nullish(),
        association: z.looseObject({}).nullish().describe('Absent: the enrolled record'),
      })
      .optional(),
  }),
  outputs: [{ name: 'hs_enrolled_count', type: 'number', label: 'Records enrolled' }],
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
  if (workflowId === null || type === undefined) return findings.result(null)
  const objectTypeId = type?.toObjectTypeId ?? context.objectTypeId
  return findings.result({
    reads: type ? readsOf(type) : emptyReads,
    writes: new Set(),
    references: [{ kind: 'workflow', id: String(workflowId), field: 'fields.flow_id', objectTypeId }],
    run: (members, crm) => enrollEach(workflowId, spec, members, crm),
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

function readsOf({ toObjectTypeId, category, typeId }: AssociationType) {
  return {
    ...emptyReads,
    associations: [{ objectTypeId: toObjectTypeId, category, typeId, reads: emptyReads }],
  }
}

/** One port call for the whole group; one outcome a member, in order. */
async function enrollEach(
  workflowId: number,
  spec: AssociationSpec | null,
  members: readonly Member[],
  crm: Crm,
): Promise<readonly Outcome[]> {
  const targets = await Promise.all(members.map((member) => targetsOf(member, spec, crm)))
  const requests = members.flatMap((member, index) =>
    few(targets[index]).map((record) => ({ member, record, workflowId })),
  )
  const results = requests.length === 0 ? [] : await crm.enroll(requests)
  const byMember = new Map<Member, EntryResult[]>(members.map((member) => [member, []]))
  requests.forEach(({ member }, index) => {
    const result = results[index]
    if (result) byMember.get(member)?.push(result)
  })
  return members.map((member, index) => outcomeOf(targets[index]?.length ?? 0, byMember.get(member) ?? []))
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
function outcomeOf(targets: number, results: readonly EntryResult[]): Outcome {
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
  return { kind: 'succeeded', outputs: { hs_enrolled_count: enrolled.length }, detail }
}

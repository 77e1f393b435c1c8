// Takes the enrolled record out of chosen workflows, or of every other one (A-FLW-11, A-FLW-12). Ours: HubSpot's flow
// documents name no such action.
import { emptyReads, memberText } from '@millrace/filters'
import { parseId } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Crm, Member } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import type { Outcome } from '../outcome.js'
import { Findings, fieldsOf } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'

export const unenrollFromWorkflow: Action = {
  type: 'millrace-unenroll-from-workflow',
  kind: 'SINGLE_CONNECTION',
  title: 'Unenroll from workflow',
  help: 'Take the record out of chosen workflows, or of all others. Out of this one ends the enrollment.',
  category: 'flow',
  schema: z.looseObject({
    fields: z
      .looseObject({
        flow_ids: z.array(z.union([z.string(), z.number()])).nullish(),
        all_other_flows: z.union([z.string(), z.boolean()]).nullish(),
      })
      .optional(),
  }),
  outputs: [{ name: 'hs_unenrolled_count', type: 'number', label: 'Workflows left' }],
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, _context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const all = memberText(fields.all_other_flows ?? 'false') === 'true'
  const ids = all ? [] : readIds(fields.flow_ids, findings)
  if (ids === null) return findings.result(null)
  return findings.result({
    reads: emptyReads,
    writes: new Set(),
    references: ids.map((id, index) => ({
      kind: 'workflow',
      id: String(id),
      field: `fields.flow_ids[${index}]`,
    })),
    run: (members, crm) => unenrollEach(all ? 'others' : ids, members, crm),
  })
}

function readIds(written: unknown, findings: Findings): readonly number[] | null {
  if (!Array.isArray(written) || written.length === 0) {
    findings.missing('fields.flow_ids', 'A workflow')
    return null
  }
  return written.flatMap((text: unknown, index) => {
    const id = parseId(memberText(text))
    if (id !== undefined) return [id]
    findings.issue('WORKFLOW_NOT_FOUND', `fields.flow_ids[${index}]`, 'There is no such workflow.')
    return []
  })
}

async function unenrollEach(
  from: readonly number[] | 'others',
  members: readonly Member[],
  crm: Crm,
): Promise<readonly Outcome[]> {
  const requests = members.map((member) => ({
    member,
    workflowIds: from === 'others' ? from : from.filter((id) => id !== crm.workflowId),
  }))
  const left = await crm.unenroll(requests)
  const itself = from !== 'others' && from.includes(crm.workflowId)
  return members.map((_, index) => outcomeOf(left[index] ?? [], itself))
}

function outcomeOf(workflowIds: readonly number[], itself: boolean): Outcome {
  const detail = { workflows: workflowIds.map(String) }
  // A-FLW-12.
  if (itself) return { kind: 'ended', code: 'action', unenrolled: true, detail }
  if (workflowIds.length === 0) return { kind: 'skipped', code: 'not_active' }
  return { kind: 'succeeded', outputs: { hs_unenrolled_count: workflowIds.length }, detail }
}

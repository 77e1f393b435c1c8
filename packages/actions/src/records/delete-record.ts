// 0-18224765: deletes the enrolled record, of whatever type (A-MNG-1 to A-MNG-5).
import { emptyReads } from '@millrace/filters'
import * as z from 'zod'
import type { Action } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { edgesOf, ordinaryStep } from '../flow/edges.js'
import { Findings } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'

export const deleteRecord: Action = {
  type: '0-18224765',
  kind: 'SINGLE_CONNECTION',
  title: 'Delete record',
  help: 'Delete the enrolled record. It leaves every workflow; this must be the last action of its path.',
  category: 'crm',
  schema: z.looseObject({ fields: z.looseObject({}).optional() }),
  outputs: [],
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode): PrepareResult {
  const findings = new Findings()
  if (edgesOf(node).some(({ to }) => to !== null))
    findings.issue('WORKFLOW_INVALID', 'connection', 'Nothing can follow once the record is deleted.')
  return findings.result({
    reads: emptyReads,
    writes: new Set(),
    run: (members, crm) =>
      members.map((member) => {
        crm.deleteEnrolled(member)
        return { kind: 'ended', code: 'completed' }
      }),
  })
}

// 0-61139484: puts one label in the place of another, or of all others (A-ASC-3).
import * as z from 'zod'
import type { Action, ActionNode, PrepareContext, PrepareResult } from '../action.js'
import { edgesOf } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import { relinking } from './change-each.js'
import { labelField, matchFields } from './fields.js'
import { plainType, readLabel } from './label.js'
import { associatedBy, readOtherType } from './targets.js'

export const updateLabels: Action = {
  type: '0-61139484',
  kind: 'SINGLE_CONNECTION',
  title: 'Update association labels',
  help: 'Replace a label of the enrolled record’s associations by another one; without the old one, every label.',
  category: 'crm',
  schema: z.looseObject({
    fields: z
      .looseObject({ ...matchFields, labelToReplace: labelField, labelToApply: labelField })
      .optional(),
  }),
  outputs: [],
  repeatSafe: true,
  ignoresWindows: false,
  shortestWait: () => 0,
  edges: edgesOf,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const other = readOtherType(fields, context, findings)
  if (other === null) return findings.result(null)
  const label = readLabel(fields, 'labelToApply', other.id, context, findings)
  const old = readLabel(fields, 'labelToReplace', other.id, context, findings)
  if (label === undefined) findings.missing('fields.labelToApply', 'The new label')
  if (!label || old === null) return findings.result(null)
  if (old?.label === null) {
    findings.issue('WORKFLOW_INVALID', 'fields.labelToReplace', 'Only a label can be replaced.')
    return findings.result(null)
  }
  const targets = associatedBy(old ?? plainType(context, other.id) ?? label)
  const { category, typeId } = old ?? { category: '', typeId: 0 }
  return findings.result(
    relinking({ targets, set: [label], remove: old ? [{ category, typeId }] : 'labels' }),
  )
}

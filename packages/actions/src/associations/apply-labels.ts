// 0-73444249: sets a label on associations; those without one yet, and other labels, stay (A-ASC-3).
import * as z from 'zod'
import type { Action, ActionNode, PrepareContext, PrepareResult } from '../action.js'
import { edgesOf } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import { relinking } from './change-each.js'
import { labelField, matchFields } from './fields.js'
import { plainType, readLabel } from './label.js'
import { associatedBy, compileMatching, namesProperties, readOtherType } from './targets.js'

export const applyLabels: Action = {
  type: '0-73444249',
  kind: 'SINGLE_CONNECTION',
  title: 'Apply association labels',
  help: 'Label the associations of the enrolled record, with all it has or with those that match it.',
  category: 'crm',
  schema: z.looseObject({
    fields: z.looseObject({ ...matchFields, labelToApply: labelField }).optional(),
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
  if (label === undefined) findings.missing('fields.labelToApply', 'The label')
  if (!label) return findings.result(null)
  const targets = namesProperties(fields)
    ? compileMatching(fields, other, context, findings)
    : associatedBy(plainType(context, other.id) ?? label)
  return findings.result(targets && relinking({ targets, set: [label], remove: [] }))
}

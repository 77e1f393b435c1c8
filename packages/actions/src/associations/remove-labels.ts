// 0-61139476: takes a label off associations, or the associations themselves (A-ASC-3, A-ASC-4).
import * as z from 'zod'
import type { Action, ActionNode, PrepareContext, PrepareResult } from '../action.js'
import { edgesOf } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import { relinking } from './change-each.js'
import { labelField, matchFields } from './fields.js'
import { plainType, readLabel } from './label.js'
import { associatedBy, readOtherType } from './targets.js'

export const removeLabels: Action = {
  type: '0-61139476',
  kind: 'SINGLE_CONNECTION',
  title: 'Remove association labels',
  help: 'Take a label off the enrolled record’s associations, or remove the associations altogether.',
  category: 'crm',
  schema: z.looseObject({
    fields: z
      .looseObject({
        ...matchFields,
        labelToRemove: labelField,
        // Ours (A-ASC-4): the associations with this label go, without one all of them.
        removeAssociation: z.union([z.string(), z.boolean()]).nullish(),
      })
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
  const isWhole = String(fields.removeAssociation ?? 'false') === 'true'
  const label = readLabel(fields, 'labelToRemove', other.id, context, findings)
  if (label === undefined && !isWhole) findings.missing('fields.labelToRemove', 'The label')
  const type = label === undefined && isWhole ? plainType(context, other.id) : label
  if (!type) return findings.result(null)
  const { category, typeId } = type
  const remove = isWhole ? 'all' : [{ category, typeId }]
  return findings.result(relinking({ targets: associatedBy(type), set: [], remove }))
}

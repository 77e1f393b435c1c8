// 0-63189541: associates the enrolled record with those that match it (A-ASC-1, A-ASC-2, A-ASC-5 to A-ASC-7).
import * as z from 'zod'
import type { Action, ActionNode, PrepareContext, PrepareResult } from '../action.js'
import { edgesOf } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import { relinking } from './change-each.js'
import { labelField, matchFields } from './fields.js'
import { plainType, readLabel } from './label.js'
import { makingMissing } from './make-missing.js'
import { compileMatching, readOtherType } from './targets.js'

export const createAssociations: Action = {
  type: '0-63189541',
  kind: 'SINGLE_CONNECTION',
  title: 'Create associations',
  help: 'Associate the enrolled record with records that have the same value in a property, or with a new one.',
  category: 'crm',
  schema: z.looseObject({
    fields: z
      .looseObject({
        ...matchFields,
        createAssociationOnly: z.union([z.string(), z.boolean()]).nullish(),
        labelToApply: labelField,
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
  const matching = compileMatching(fields, other, context, findings)
  const isOnly = String(fields.createAssociationOnly ?? 'true') === 'true'
  const targets = matching && (isOnly ? matching : makingMissing(matching, other, findings))
  const label = readLabel(fields, 'labelToApply', other.id, context, findings)
  const type = label ?? plainType(context, other.id)
  if (!type)
    findings.issue(
      'ASSOCIATION_TYPE_NOT_FOUND',
      'fields.toObjectType',
      `There is no association with ${other.labels.plural.toLowerCase()}.`,
    )
  if (!targets || !type || label === null) return findings.result(null)
  return findings.result(relinking({ targets, set: [type], remove: [] }))
}

// 0-13: adds to or removes from a static list, as old documents write it (api.md 6.2).
import * as z from 'zod'
import type { Action } from '../action.js'
import { ordinaryStep } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import { prepareListChange } from './list-change.js'

export const changeListOldForm: Action = {
  type: '0-13',
  kind: 'SINGLE_CONNECTION',
  title: 'Add to or remove from a list (older)',
  help: 'As the two newer actions; kept for workflows that were made with it.',
  category: 'crm',
  schema: z.looseObject({
    fields: z
      .looseObject({
        operation: z.enum(['ADD', 'REMOVE']).nullish(),
        list_id: z.union([z.string(), z.number()]).nullish(),
      })
      .optional(),
  }),
  outputs: [],
  // Made in the wave's own transaction: it happens once or not at all.
  repeatSafe: true,
  ...ordinaryStep,
  prepare(node) {
    const findings = new Findings()
    const { operation, list_id } = fieldsOf(node)
    if (operation === undefined || operation === null)
      findings.missing('fields.operation', 'Whether to add or to remove')
    return prepareListChange(list_id, 'fields.list_id', operation === 'REMOVE' ? 'leave' : 'join', findings)
  },
}

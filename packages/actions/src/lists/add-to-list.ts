// 0-63809083: adds the enrolled record to a static list (A-MNG-8).
import * as z from 'zod'
import type { Action } from '../action.js'
import { ordinaryStep } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import { prepareListChange } from './list-change.js'

/** Written shape of both list actions; only the enrolled record can be the target. */
export const listFields = z.looseObject({
  fields: z
    .looseObject({
      listId: z.union([z.string(), z.number()]).nullish(),
      targetObject: z
        .string()
        .regex(/^\{\{\s*enrolled_object\s*\}\}$/, 'Only the enrolled record can be added or removed')
        .nullish(),
    })
    .optional(),
})

export const addToList: Action = {
  type: '0-63809083',
  kind: 'SINGLE_CONNECTION',
  title: 'Add to static list',
  help: 'Add the enrolled record to a static list of the same type of records.',
  category: 'crm',
  schema: listFields,
  outputs: [],
  // Made in the wave's own transaction: it happens once or not at all.
  repeatSafe: true,
  ...ordinaryStep,
  prepare: (node) => prepareListChange(fieldsOf(node).listId, 'fields.listId', 'join', new Findings()),
}

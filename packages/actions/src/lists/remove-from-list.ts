// 0-63863438: removes the enrolled record from a static list (A-MNG-9).
import type { Action } from '../action.js'
import { ordinaryStep } from '../flow/edges.js'
import { Findings, fieldsOf } from '../prepare.js'
import { listFields } from './add-to-list.js'
import { prepareListChange } from './list-change.js'

export const removeFromList: Action = {
  type: '0-63863438',
  kind: 'SINGLE_CONNECTION',
  title: 'Remove from static list',
  help: 'Remove the enrolled record from a static list.',
  category: 'crm',
  schema: listFields,
  outputs: [],
  // Made in the wave's own transaction: it happens once or not at all.
  repeatSafe: true,
  ...ordinaryStep,
  prepare: (node) => prepareListChange(fieldsOf(node).listId, 'fields.listId', 'leave', new Findings()),
}

import { allActions } from '@millrace/actions'
import * as z from 'zod'

/** The catalogue of actions (api.md 1.5), printed from what each says of itself. */
export function actionTypes() {
  return allActions.map((action) => ({
    ...(action.kind === 'SINGLE_CONNECTION' && { actionTypeId: action.type }),
    type: action.kind,
    title: action.title,
    help: action.help,
    category: action.category,
    ...(action.objectTypeIds && { objectTypeIds: action.objectTypeIds }),
    outputs: action.outputs,
    inputSchema: z.toJSONSchema(action.schema, { io: 'input', unrepresentable: 'any' }),
  }))
}

import { type Action, allActions } from '@millrace/actions'
import { type ActionDefinition, actionTypeIdOf, type Catalogue } from '@millrace/model'
import * as z from 'zod'

/** The catalogue of actions (api.md 1.5), printed from what each says of itself; then those of apps. */
export function actionTypes({ actionDefinitions }: Catalogue) {
  const extensions = [...(actionDefinitions?.values() ?? [])].filter(({ published }) => published)
  return [...allActions.map(showBuiltIn), ...extensions.map(showExtension)]
}

function showBuiltIn(action: Action) {
  return {
    ...(action.kind === 'SINGLE_CONNECTION' && { actionTypeId: action.type }),
    type: action.kind,
    title: action.title,
    help: action.help,
    category: action.category,
    ...(action.objectTypeIds && { objectTypeIds: action.objectTypeIds }),
    outputs: action.outputs,
    inputSchema: z.toJSONSchema(action.schema, { io: 'input', unrepresentable: 'any' }),
  }
}

/** A-INT-13: one that is not published is its developer's alone. */
function showExtension({ id, labels, objectTypes, inputFields, outputFields = [] }: ActionDefinition) {
  const inputs = inputFields.map(({ typeDefinition: { name } }) => [name, {}] as const)
  const required = inputFields.filter(({ isRequired }) => isRequired)
  const fields = {
    type: 'object',
    properties: Object.fromEntries(inputs),
    required: required.map(({ typeDefinition }) => typeDefinition.name),
  }
  return {
    actionTypeId: actionTypeIdOf(id),
    type: 'SINGLE_CONNECTION',
    title: labels.en?.actionName ?? actionTypeIdOf(id),
    help: labels.en?.actionDescription ?? '',
    category: 'external',
    ...(objectTypes.length > 0 && { objectTypeIds: objectTypes }),
    outputs: outputFields.map(({ typeDefinition: { name, type } }) => ({ name, type, label: name })),
    inputSchema: { type: 'object', properties: { fields } },
  }
}

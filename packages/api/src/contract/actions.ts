// Actions that apps bring along (api.md 3.1, 8.3). Members we do not know are kept and given back.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, flag, idText, instantText, pageOf, pageSize } from './wire.js'

const path = '/automation/v4/actions/:appId' as const
const one = `${path}/:definitionId` as const
const tag = 'Actions of apps'
const scopes = ['automation']

const fieldName = z.string().min(1).max(255)

const fieldType = z
  .looseObject({
    name: fieldName,
    type: z.string().max(60),
    options: z.array(z.looseObject({})).max(5000).optional(),
  })
  .meta({ id: 'ActionFieldType' })

const inputField = z
  .looseObject({
    typeDefinition: fieldType,
    isRequired: z.boolean().default(false),
    supportedValueTypes: z.array(z.string().max(60)).max(20).optional(),
  })
  .meta({ id: 'ActionInputField' })

const outputField = z.looseObject({ typeDefinition: fieldType }).meta({ id: 'ActionOutputField' })

const labels = z.looseObject({ actionName: z.string().min(1).max(255) }).meta({ id: 'ActionLabels' })

const url = z.string().max(2048).refine(isPlainUrl, 'An absolute http or https address without a user name.')

/** Which addresses may be reached is asked when a workflow that calls it is published, and when the connection is made. */
function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, hostname } = new URL(text)
  return /^https?:$/.test(protocol) && username === '' && password === '' && hostname !== ''
}

const functionTypes = z.enum([
  'PRE_ACTION_EXECUTION',
  'POST_ACTION_EXECUTION',
  'PRE_FETCH_OPTIONS',
  'POST_FETCH_OPTIONS',
])

/** Fits a body of two megabytes. */
const source = z.string().min(1).max(500_000)

const members = {
  actionUrl: url,
  published: z.boolean(),
  objectTypes: z.array(z.string().max(255)).max(100),
  inputFields: z.array(inputField).max(100),
  outputFields: z.array(outputField).max(100),
  inputFieldDependencies: z.array(z.looseObject({})).max(100),
  objectRequestOptions: z.looseObject({ properties: z.array(z.string().max(255)).max(250) }),
  labels: z.record(z.string().max(20), labels),
  executionRules: z.array(z.looseObject({})).max(100),
}

const definitionToCreate = z
  .looseObject({
    ...members,
    published: members.published.default(false),
    objectTypes: members.objectTypes.default([]),
    inputFields: members.inputFields.default([]),
    outputFields: members.outputFields.optional(),
    inputFieldDependencies: members.inputFieldDependencies.optional(),
    objectRequestOptions: members.objectRequestOptions.optional(),
    executionRules: members.executionRules.optional(),
    labels: members.labels.refine((written) => Object.hasOwn(written, 'en'), 'Labels in "en" are needed.'),
    functions: z
      .array(z.looseObject({ functionType: functionTypes, functionSource: source, id: fieldName.optional() }))
      .max(100)
      .default([]),
  })
  .meta({ id: 'ActionDefinitionToCreate' })

const definitionToChange = z
  .looseObject({
    ...members,
    labels: members.labels.refine((written) => Object.hasOwn(written, 'en'), 'Labels in "en" are needed.'),
  })
  .partial()
  .meta({ id: 'ActionDefinitionToChange' })

const functionName = z
  .object({ functionType: z.string(), id: z.string().optional() })
  .meta({ id: 'ActionFunctionName' })

const functionWithSource = functionName.extend({ functionSource: z.string() }).meta({ id: 'ActionFunction' })

const definition = z
  .looseObject({
    id: idText,
    revisionId: z.string(),
    actionUrl: z.string(),
    published: z.boolean(),
    objectTypes: z.array(z.string()),
    inputFields: z.array(inputField),
    labels: z.record(z.string(), labels),
    functions: z.array(functionName),
    archivedAt: z.number().optional().describe('Epoch ms.'),
  })
  .meta({ id: 'ActionDefinition' })

const revision = z
  .object({ id: idText, revisionId: z.string(), definition, createdAt: instantText })
  .meta({ id: 'ActionRevision' })

const requiresObject = z.object({ requiresObject: z.boolean() }).meta({ id: 'ActionRequiresObject' })

const sourceBody = { body: source.describe('The source, as text/plain.'), textBody: true } as const

export const actions = {
  list: endpoint({
    id: 'listActionDefinitions',
    method: 'GET',
    path,
    tag,
    summary: 'The actions an app has registered',
    scopes,
    query: z.object({ limit: pageSize(100, 100), after: cursor, archived: flag }),
    answers: { 200: pageOf(definition) },
  }),
  create: endpoint({
    id: 'createActionDefinition',
    method: 'POST',
    path,
    tag,
    summary: 'Register an action; workflows name it 1-<id>',
    scopes,
    body: definitionToCreate,
    answers: { 201: definition },
  }),
  read: endpoint({
    id: 'readActionDefinition',
    method: 'GET',
    path: one,
    tag,
    summary: 'One action of an app',
    scopes,
    query: z.object({ archived: flag }),
    answers: { 200: definition },
  }),
  update: endpoint({
    id: 'updateActionDefinition',
    method: 'PATCH',
    path: one,
    tag,
    summary: 'Change an action; each change is a revision',
    scopes,
    body: definitionToChange,
    answers: { 200: definition },
  }),
  archive: endpoint({
    id: 'archiveActionDefinition',
    method: 'DELETE',
    path: one,
    tag,
    summary: 'Archive an action; steps that name it fail from here on',
    scopes,
    answers: { 204: null },
  }),
  listFunctions: endpoint({
    id: 'listActionFunctions',
    method: 'GET',
    path: `${one}/functions`,
    tag,
    summary: 'Functions of an action, without their source',
    scopes,
    answers: { 200: z.object({ results: z.array(functionName) }) },
  }),
  readFunctionOfType: endpoint({
    id: 'readActionFunctionOfType',
    method: 'GET',
    path: `${one}/functions/:functionType`,
    tag,
    summary: 'The function of a type, with its source',
    scopes,
    answers: { 200: functionWithSource },
  }),
  putFunctionOfType: endpoint({
    id: 'putActionFunctionOfType',
    method: 'PUT',
    path: `${one}/functions/:functionType`,
    tag,
    summary: 'Store the function of a type',
    scopes,
    ...sourceBody,
    answers: { 200: functionName },
  }),
  deleteFunctionOfType: endpoint({
    id: 'deleteActionFunctionOfType',
    method: 'DELETE',
    path: `${one}/functions/:functionType`,
    tag,
    summary: 'Delete the function of a type',
    scopes,
    answers: { 204: null },
  }),
  readFunction: endpoint({
    id: 'readActionFunction',
    method: 'GET',
    path: `${one}/functions/:functionType/:functionId`,
    tag,
    summary: 'A function for one input field, with its source',
    scopes,
    answers: { 200: functionWithSource },
  }),
  putFunction: endpoint({
    id: 'putActionFunction',
    method: 'PUT',
    path: `${one}/functions/:functionType/:functionId`,
    tag,
    summary: 'Store a function for one input field',
    scopes,
    ...sourceBody,
    answers: { 200: functionName },
  }),
  deleteFunction: endpoint({
    id: 'deleteActionFunction',
    method: 'DELETE',
    path: `${one}/functions/:functionType/:functionId`,
    tag,
    summary: 'Delete a function for one input field',
    scopes,
    answers: { 204: null },
  }),
  listRevisions: endpoint({
    id: 'listActionRevisions',
    method: 'GET',
    path: `${one}/revisions`,
    tag,
    summary: 'How an action looked, revision by revision',
    scopes,
    query: z.object({ limit: pageSize(100, 100), after: cursor }),
    answers: { 200: pageOf(revision) },
  }),
  readRevision: endpoint({
    id: 'readActionRevision',
    method: 'GET',
    path: `${one}/revisions/:revisionId`,
    tag,
    summary: 'One revision of an action',
    scopes,
    answers: { 200: revision },
  }),
  readRequiresObject: endpoint({
    id: 'readActionRequiresObject',
    method: 'GET',
    path: `${one}/requires-object`,
    tag,
    summary: 'Whether the action needs an enrolled record',
    scopes,
    answers: { 200: requiresObject },
  }),
  setRequiresObject: endpoint({
    id: 'setActionRequiresObject',
    method: 'POST',
    path: `${one}/requires-object`,
    tag,
    summary: 'Say whether the action needs an enrolled record',
    scopes,
    body: requiresObject,
    answers: { 200: requiresObject },
  }),
}

const completion = z.looseObject({
  outputFields: z.record(z.string().max(255), z.unknown()),
  typedOutputs: z.looseObject({}).nullish(),
  failureReasonType: z.string().nullish(),
})

export const callbacks = {
  complete: endpoint({
    id: 'completeCallback',
    method: 'POST',
    path: '/automation/v4/actions/callbacks/:callbackId/complete',
    tag,
    summary: 'Finish an execution that was held back',
    scopes,
    body: completion,
    answers: { 204: null },
  }),
  completeBatch: endpoint({
    id: 'completeCallbacks',
    method: 'POST',
    path: '/automation/v4/actions/callbacks/complete',
    tag,
    summary: 'Finish executions that were held back; ids that are not known are passed over',
    scopes,
    body: z.object({ inputs: z.array(completion.extend({ callbackId: z.string().max(200) })).max(100) }),
    answers: { 204: null },
  }),
}

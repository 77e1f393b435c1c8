// Workflow definitions in the format of automation/v4 (api.md 4). What a flow may hold is decided by
// @millrace/definitions, losslessly: the schemas here document it.
import { flowSchema, importMappingSchema } from '@millrace/definitions'
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { filterBranch } from './filters.js'
import { batchOf, cursor, idText, instantText, names, pageOf, pageSize } from './wire.js'

const path = '/automation/v4/flows' as const
const tag = 'Flows'
const scopes = ['automation']

const connection = z
  .looseObject({ edgeType: z.enum(['STANDARD', 'GOTO']), nextActionId: z.string() })
  .meta({ id: 'Connection' })

const action = z
  .looseObject({
    actionId: z.string(),
    type: z.enum([
      'SINGLE_CONNECTION',
      'STATIC_BRANCH',
      'LIST_BRANCH',
      'AB_TEST_BRANCH',
      'CUSTOM_CODE',
      'WEBHOOK',
    ]),
    actionTypeId: z.string().optional(),
    actionTypeVersion: z.int().optional(),
    fields: z.record(z.string(), z.unknown()).optional(),
    connection: connection.optional(),
  })
  .meta({ id: 'Action' })

const enrollmentCriteria = z
  .looseObject({
    type: z.enum(['LIST_BASED', 'EVENT_BASED', 'MANUAL', 'DATASET']),
    shouldReEnroll: z.boolean().optional(),
    listFilterBranch: filterBranch.optional(),
    reEnrollmentTriggersFilterBranches: z.array(filterBranch).optional(),
    unEnrollObjectsNotMeetingCriteria: z.boolean().optional(),
  })
  .meta({ id: 'EnrollmentCriteria' })

const flowMembers = {
  type: z.enum(['CONTACT_FLOW', 'PLATFORM_FLOW']),
  objectTypeId: z.string(),
  flowType: z.enum(['WORKFLOW', 'ACTION_SET', 'UNKNOWN']),
  name: z.string().optional(),
  description: z.string().optional(),
  uuid: z.string().optional(),
  isEnabled: z.boolean(),
  startActionId: z.string().optional(),
  actions: z.array(action),
  enrollmentCriteria: enrollmentCriteria.optional(),
  goalFilterBranch: filterBranch.optional(),
  suppressionFilterBranch: filterBranch.optional(),
  suppressionListIds: z.array(z.int()).optional(),
  customProperties: z.record(z.string(), z.string()).optional(),
}

const flowWritten = z.looseObject(flowMembers).meta({ id: 'FlowToWrite' })

const issue = z
  .object({ code: z.string().optional(), message: z.string(), in: z.string().optional() })
  .loose()
  .meta({ id: 'Issue', description: 'Something that keeps the workflow from being turned on.' })

/** What is stored is what can be read; `millrace.issues` stands only in answers to POST and PUT: what would block it. */
const flow = flowSchema
  .extend({
    id: idText,
    revisionId: z.string(),
    createdAt: instantText,
    updatedAt: instantText,
    crmObjectCreationStatus: z.string(),
    nextAvailableActionId: z.string(),
    millrace: z.looseObject({ issues: z.array(issue).optional() }).nullish(),
  })
  .meta({ id: 'Flow' })

const summary = z
  .object({
    id: idText,
    name: z.string().optional(),
    uuid: z.string().optional(),
    flowType: z.string(),
    objectTypeId: z.string(),
    isEnabled: z.boolean(),
    revisionId: z.string(),
    createdAt: instantText,
    updatedAt: instantText,
  })
  .meta({ id: 'FlowSummary' })

/** An e-mail has one id here: the campaign's is the content's. */
const emailCampaign = z
  .object({ flowId: idText, emailCampaignId: idText, emailContentId: idText })
  .meta({ id: 'FlowEmailCampaign' })

const importReport = z
  .object({
    id: idText.optional(),
    name: z.string().nullable(),
    sourceId: z.string().nullable(),
    references: z.array(
      z.object({
        kind: z.string(),
        id: z.string(),
        to: z.string().nullable().describe('What it is here; null: it has to be mapped.'),
        fields: z.array(z.string()),
      }),
    ),
    notExecuted: z.array(issue),
    warnings: z.array(issue),
    problems: z.array(issue),
    canBeTurnedOn: z.boolean(),
  })
  .meta({ id: 'ImportReport' })

const importAnswer = z.object({
  results: z.array(importReport),
  mapping: z
    .record(z.string(), z.record(z.string(), z.string().nullable()))
    .describe('Everything the workflows name, by kind and id; null is to be filled in.'),
})

/** As many as fit into a body, and into one transaction. */
const mostImported = 50

export const flows = {
  list: endpoint({
    id: 'listFlows',
    method: 'GET',
    path,
    tag,
    summary: 'Page through the workflows of the account',
    scopes,
    query: z.object({ limit: pageSize(100, 100), after: cursor }),
    answers: { 200: pageOf(summary) },
  }),
  create: endpoint({
    id: 'createFlow',
    method: 'POST',
    path,
    tag,
    summary: 'Create a workflow; with isEnabled it is published at once',
    scopes,
    body: flowWritten,
    plainBody: true,
    answers: { 201: flow },
  }),
  read: endpoint({
    id: 'readFlow',
    method: 'GET',
    path: `${path}/:flowId`,
    tag,
    summary: 'The newest revision of a workflow',
    scopes,
    answers: { 200: flow },
  }),
  replace: endpoint({
    id: 'replaceFlow',
    method: 'PUT',
    path: `${path}/:flowId`,
    tag,
    summary: 'Replace a workflow; revisionId must be the stored one',
    scopes,
    body: flowWritten.extend({ revisionId: z.string() }),
    plainBody: true,
    answers: { 200: flow },
  }),
  remove: endpoint({
    id: 'deleteFlow',
    method: 'DELETE',
    path: `${path}/:flowId`,
    tag,
    summary: 'Delete a workflow and end everyone inside; 204 whether or not it is there',
    scopes,
    answers: { 204: null },
  }),
  batchRead: endpoint({
    id: 'readFlows',
    method: 'POST',
    path: `${path}/batch/read`,
    tag,
    summary: 'Read up to 100 workflows',
    scopes,
    body: z.object({
      inputs: z.array(z.object({ type: z.string().optional(), flowId: z.string() })).max(100),
    }),
    answers: { 200: batchOf(flow), 207: batchOf(flow) },
  }),
  emailCampaigns: endpoint({
    id: 'listEmailCampaigns',
    method: 'GET',
    path: `${path}/email-campaigns`,
    tag,
    summary: 'Which e-mails workflows send',
    scopes,
    query: z.object({ flowId: names }),
    answers: { 200: pageOf(emailCampaign) },
  }),
  readRevision: endpoint({
    id: 'readFlowRevision',
    method: 'GET',
    path: `${path}/:flowId/revisions/:revisionId`,
    tag,
    summary: 'A stored revision of a workflow',
    scopes,
    answers: { 200: flow },
  }),
  importFlows: endpoint({
    id: 'importFlows',
    method: 'POST',
    path: '/millrace/v1/workflows/import',
    tag,
    summary: 'Take in workflows of another installation, off, with a report of what has to be mapped',
    scopes,
    body: z.object({
      workflows: z.array(z.looseObject({})).min(1).max(mostImported),
      mapping: importMappingSchema.optional(),
      dryRun: z.boolean().default(false),
    }),
    answers: { 200: importAnswer, 201: importAnswer },
  }),
  exportFlow: endpoint({
    id: 'exportFlow',
    method: 'GET',
    path: '/millrace/v1/workflows/:flowId/export',
    tag,
    summary: 'The workflow as it was imported: nothing of it is lost, nothing of ours is added',
    scopes,
    answers: { 200: z.looseObject({}) },
  }),
  actionTypes: endpoint({
    id: 'listActionTypes',
    method: 'GET',
    path: '/automation/v4/action-types',
    tag,
    summary: 'The actions a workflow may use, with their inputs and outputs',
    scopes,
    answers: {
      200: z.object({
        results: z.array(
          z.looseObject({
            actionTypeId: z.string().optional(),
            type: z.string(),
            title: z.string(),
            inputSchema: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    },
  }),
}

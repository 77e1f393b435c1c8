// What integrations made before automation/v4 call (api.md 3.2): contact workflows in a list, and enrolling by e-mail
// address. A workflow has one id here, under which every generation of the interface finds it.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { batchOf } from './wire.js'

const tag = 'Workflows of older interfaces'
const scopes = ['automation']
const contact = '/automation/v2/workflows/:workflowId/enrollments/contacts/:email' as const

const workflow = z
  .object({
    id: z.int(),
    name: z.string(),
    type: z.literal('DRIP_DELAY'),
    enabled: z.boolean(),
    insertedAt: z.int().describe('Epoch milliseconds.'),
    updatedAt: z.int().describe('Epoch milliseconds.'),
  })
  .meta({ id: 'OlderWorkflow' })

const mapping = z.object({ flowId: z.int(), workflowId: z.int() }).meta({ id: 'WorkflowIdMapping' })

const input = z
  .object({
    type: z.enum(['FLOW_ID', 'WORKFLOW_ID']),
    flowId: z.union([z.string(), z.int()]).optional(),
    workflowId: z.union([z.string(), z.int()]).optional(),
  })
  .refine(({ type, flowId, workflowId }) => (type === 'FLOW_ID' ? flowId : workflowId) !== undefined, {
    message: 'The id that the type names is missing.',
  })

export const olderWorkflows = {
  list: endpoint({
    id: 'listOlderWorkflows',
    method: 'GET',
    path: '/automation/v3/workflows',
    tag,
    summary: 'Every contact workflow',
    scopes,
    answers: { 200: z.object({ workflows: z.array(workflow) }) },
  }),
  read: endpoint({
    id: 'readOlderWorkflow',
    method: 'GET',
    path: '/automation/v3/workflows/:workflowId',
    tag,
    summary: 'A contact workflow',
    scopes,
    answers: { 200: workflow },
  }),
  mapIds: endpoint({
    id: 'mapWorkflowIds',
    method: 'POST',
    path: '/automation/v4/workflow-id-mappings/batch/read',
    tag,
    summary: 'Ids of contact workflows for flows, and the other way round: they are the same here',
    scopes,
    body: z.object({ inputs: z.array(input).max(100) }),
    answers: { 200: batchOf(mapping), 207: batchOf(mapping) },
  }),
  enroll: endpoint({
    id: 'enrollContactByEmail',
    method: 'POST',
    path: contact,
    tag,
    summary: 'Enroll a contact; 204 also when it is inside, 409 when a rule keeps it out',
    scopes,
    answers: { 204: null },
  }),
  unenroll: endpoint({
    id: 'unenrollContactByEmail',
    method: 'DELETE',
    path: contact,
    tag,
    summary: 'Take a contact out; 204 also when it is not inside',
    scopes,
    answers: { 204: null },
  }),
}

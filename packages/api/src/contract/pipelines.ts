// Pipelines and their stages (api.md 3.1), of any object type.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { flag, instantText } from './wire.js'

const path = '/crm/v3/pipelines/:objectType' as const
const one = `${path}/:pipelineId` as const
const stages = `${one}/stages` as const
const tag = 'Pipelines'
const reading = ['crm.schemas.{type}.read']
const writing = ['crm.schemas.{type}.write']

const displayOrder = z.int().min(-1).max(1_000_000)
const label = z.string().max(250)
const metadata = z
  .record(z.string().max(100), z.string().max(1_000))
  .describe('`probability` of deals, 0.0 to 1.0; `ticketState` of tickets, OPEN or CLOSED.')

const newStage = z
  .object({
    label,
    displayOrder,
    metadata: metadata.optional(),
    stageId: z.string().max(250).optional().describe('Made when absent.'),
  })
  .meta({ id: 'PipelineStageToWrite' })

const newPipeline = z
  .object({
    label,
    displayOrder,
    stages: z.array(newStage).max(100),
    pipelineId: z.string().max(250).optional().describe('Made when absent.'),
  })
  .meta({ id: 'PipelineToWrite' })

const stage = z
  .object({
    id: z.string(),
    label: z.string(),
    displayOrder: z.int(),
    metadata: z.record(z.string(), z.string()),
    writePermissions: z.literal('CRM_PERMISSIONS_ENFORCEMENT'),
    createdAt: instantText,
    updatedAt: instantText,
    archived: z.boolean(),
  })
  .meta({ id: 'PipelineStage' })

const pipeline = z
  .object({
    id: z.string(),
    label: z.string(),
    displayOrder: z.int(),
    stages: z.array(stage),
    createdAt: instantText,
    updatedAt: instantText,
    archived: z.boolean(),
  })
  .meta({ id: 'Pipeline' })

const audit = z
  .object({
    portalId: z.int(),
    identifier: z.string(),
    action: z.enum(['CREATE', 'UPDATE', 'DELETE']),
    timestamp: instantText,
    fromUserId: z.int().optional(),
    rawObject: z.unknown(),
  })
  .meta({ id: 'PipelineAudit' })

/** Both spellings that clients send. */
const validation = z
  .object({ validateReferencesBeforeDelete: flag, validateDealStageUsagesBeforeDelete: flag })
  .describe('Refuse while records stand in what would be deleted.')

export const pipelines = {
  list: endpoint({
    id: 'listPipelines',
    method: 'GET',
    path,
    tag,
    summary: 'Pipelines of an object type',
    scopes: reading,
    answers: { 200: z.object({ results: z.array(pipeline) }) },
  }),
  create: endpoint({
    id: 'createPipeline',
    method: 'POST',
    path,
    tag,
    summary: 'Create a pipeline with its stages',
    scopes: writing,
    body: newPipeline,
    answers: { 201: pipeline },
  }),
  read: endpoint({
    id: 'readPipeline',
    method: 'GET',
    path: one,
    tag,
    summary: 'Read one pipeline',
    scopes: reading,
    answers: { 200: pipeline },
  }),
  replace: endpoint({
    id: 'replacePipeline',
    method: 'PUT',
    path: one,
    tag,
    summary: 'Write a pipeline whole: stages that it does not name are deleted',
    scopes: writing,
    query: validation,
    body: newPipeline,
    answers: { 200: pipeline },
  }),
  update: endpoint({
    id: 'updatePipeline',
    method: 'PATCH',
    path: one,
    tag,
    summary: 'Change label or place of a pipeline',
    scopes: writing,
    query: validation,
    body: z.object({ label, displayOrder }).partial(),
    answers: { 200: pipeline },
  }),
  remove: endpoint({
    id: 'deletePipeline',
    method: 'DELETE',
    path: one,
    tag,
    summary: 'Delete a pipeline with its stages',
    scopes: writing,
    query: validation,
    answers: { 204: null },
  }),
  audit: endpoint({
    id: 'readPipelineAudit',
    method: 'GET',
    path: `${one}/audit`,
    tag,
    summary: 'Who changed a pipeline, the newest first',
    scopes: reading,
    answers: { 200: z.object({ results: z.array(audit) }) },
  }),
  listStages: endpoint({
    id: 'listPipelineStages',
    method: 'GET',
    path: stages,
    tag,
    summary: 'Stages of a pipeline',
    scopes: reading,
    answers: { 200: z.object({ results: z.array(stage) }) },
  }),
  createStage: endpoint({
    id: 'createPipelineStage',
    method: 'POST',
    path: stages,
    tag,
    summary: 'Add a stage',
    scopes: writing,
    body: newStage,
    answers: { 201: stage },
  }),
  readStage: endpoint({
    id: 'readPipelineStage',
    method: 'GET',
    path: `${stages}/:stageId`,
    tag,
    summary: 'Read one stage',
    scopes: reading,
    answers: { 200: stage },
  }),
  replaceStage: endpoint({
    id: 'replacePipelineStage',
    method: 'PUT',
    path: `${stages}/:stageId`,
    tag,
    summary: 'Write a stage whole',
    scopes: writing,
    body: newStage,
    answers: { 200: stage },
  }),
  updateStage: endpoint({
    id: 'updatePipelineStage',
    method: 'PATCH',
    path: `${stages}/:stageId`,
    tag,
    summary: 'Change a stage; what is not named stays',
    scopes: writing,
    body: newStage.omit({ stageId: true }).partial(),
    answers: { 200: stage },
  }),
  removeStage: endpoint({
    id: 'deletePipelineStage',
    method: 'DELETE',
    path: `${stages}/:stageId`,
    tag,
    summary: 'Delete a stage in which no record stands',
    scopes: writing,
    answers: { 204: null },
  }),
  stageAudit: endpoint({
    id: 'readPipelineStageAudit',
    method: 'GET',
    path: `${stages}/:stageId/audit`,
    tag,
    summary: 'Who changed a stage, the newest first',
    scopes: reading,
    answers: { 200: z.object({ results: z.array(audit) }) },
  }),
}

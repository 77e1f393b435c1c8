// Which associations there are: labels, their limits, and which object types may be associated (api.md 3.1, 3.2).
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { batchOf, idText, mostInputs } from './wire.js'

const labelsPath = '/crm/v4/associations/:objectType/:toObjectType/labels' as const
const limitsPath = '/crm/v4/associations/definitions/configurations' as const
const schemasPath = '/crm-object-schemas/v3/schemas/:objectType/associations' as const
const tag = 'Association labels'
const reading = ['crm.schemas.{type}.read']
const writing = ['crm.schemas.{type}.write']

const text = z.string().max(200)
const category = z.enum(['HUBSPOT_DEFINED', 'USER_DEFINED', 'INTEGRATOR_DEFINED', 'WORK'])
const spec = z.object({ category, typeId: z.int() })
const label = spec.extend({ label: z.string().nullable() })
const labels = z.object({ results: z.array(label) })

export const associationLabels = {
  list: endpoint({
    id: 'listAssociationLabels',
    method: 'GET',
    path: labelsPath,
    tag,
    summary: 'Associations from one object type to another, labelled or not',
    scopes: reading,
    answers: { 200: labels },
  }),
  create: endpoint({
    id: 'createAssociationLabel',
    method: 'POST',
    path: labelsPath,
    tag,
    summary: 'Create a label, with what it is called from the other side',
    scopes: writing,
    body: z.object({ label: text, inverseLabel: text.nullish(), name: text.nullish() }),
    answers: { 200: labels },
  }),
  update: endpoint({
    id: 'updateAssociationLabel',
    method: 'PUT',
    path: labelsPath,
    tag,
    summary: 'Rename a label',
    scopes: writing,
    body: z.object({ associationTypeId: z.int(), label: text, inverseLabel: text.nullish() }),
    answers: { 204: null },
  }),
  archive: endpoint({
    id: 'archiveAssociationLabel',
    method: 'DELETE',
    path: `${labelsPath}/:associationTypeId`,
    tag,
    summary: 'Remove a label that no workflow asks for; the associations stay',
    scopes: writing,
    answers: { 204: null },
  }),
}

const limit = label.extend({ userEnforcedMaxToObjectIds: z.int() })
const limits = z.object({ results: z.array(limit) })
const limitInput = spec.extend({ maxToObjectIds: z.int().min(1).max(1_000_000) })
const inputs = <T extends z.ZodType>(input: T) => z.object({ inputs: z.array(input).max(mostInputs) })

export const associationLimits = {
  all: endpoint({
    id: 'listAssociationLimits',
    method: 'GET',
    path: `${limitsPath}/all`,
    tag,
    summary: 'Every limit on how many records one may be associated with',
    scopes: ['crm.schemas.contacts.read'],
    answers: { 200: limits },
  }),
  between: endpoint({
    id: 'listAssociationLimitsBetween',
    method: 'GET',
    path: `${limitsPath}/:objectType/:toObjectType`,
    tag,
    summary: 'Limits from one object type to another',
    scopes: reading,
    answers: { 200: limits },
  }),
  create: endpoint({
    id: 'createAssociationLimits',
    method: 'POST',
    path: `${limitsPath}/:objectType/:toObjectType/batch/create`,
    tag,
    summary: 'Limit how many records one may be associated with; what stands already stays',
    scopes: writing,
    body: inputs(limitInput),
    answers: { 201: batchOf(limit), 207: batchOf(limit) },
  }),
  update: endpoint({
    id: 'updateAssociationLimits',
    method: 'POST',
    path: `${limitsPath}/:objectType/:toObjectType/batch/update`,
    tag,
    summary: 'Change limits',
    scopes: writing,
    body: inputs(limitInput),
    answers: { 200: batchOf(limit), 207: batchOf(limit) },
  }),
  purge: endpoint({
    id: 'removeAssociationLimits',
    method: 'POST',
    path: `${limitsPath}/:objectType/:toObjectType/batch/purge`,
    tag,
    summary: 'Lift limits',
    scopes: writing,
    body: inputs(spec),
    answers: { 204: null },
  }),
}

export const schemaAssociations = {
  create: endpoint({
    id: 'createSchemaAssociation',
    method: 'POST',
    path: schemasPath,
    tag,
    summary: 'Let records of this object be associated with those of another',
    scopes: writing,
    body: z.object({ fromObjectTypeId: text, toObjectTypeId: text, name: text.nullish() }),
    answers: {
      201: z.object({
        id: idText,
        fromObjectTypeId: z.string(),
        toObjectTypeId: z.string(),
        name: z.string(),
      }),
    },
  }),
  archive: endpoint({
    id: 'archiveSchemaAssociation',
    method: 'DELETE',
    path: `${schemasPath}/:associationIdentifier`,
    tag,
    summary: 'The opposite, where no record, label or workflow needs it',
    scopes: writing,
    answers: { 204: null },
  }),
}

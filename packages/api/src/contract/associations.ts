// Associations of records (api.md 3.1), in the shapes of the fourth version: several labelled types between two records.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { batchOf, cursor, idText, pageOf, pageSize, paging } from './wire.js'

const record = '/crm/v4/objects/:objectType/:objectId/associations' as const
const batch = '/crm/v4/associations/:objectType/:toObjectType/batch' as const
const tag = 'Associations'
/** The other object type's scope is asked for as well. */
const reading = ['crm.objects.{type}.read']
const writing = ['crm.objects.{type}.write']

/** Inputs of one batch (api.md 2.7). */
export const mostAssociations = 2_000
export const mostAssociationReads = 1_000
/** Records of one page; those of a batch share fifty thousand. */
export const largestAssociationPage = 500

const inputs = <T extends z.ZodType>(input: T, most = mostAssociations) =>
  z.object({ inputs: z.array(input).max(most) })

/** As clients send it, text or number; what is no record's id is refused as not there. */
const named = z.object({ id: z.union([z.string().max(200), z.int()]).transform(String) })

const spec = z
  .object({ associationCategory: z.string().max(50), associationTypeId: z.int() })
  .meta({ id: 'AssociationSpec' })
const specs = z.array(spec).min(1).max(50)

const specWithLabel = z
  .object({ category: z.string(), typeId: z.int(), label: z.string().nullable() })
  .meta({ id: 'AssociationSpecWithLabel' })

const associated = z
  .object({ toObjectId: idText, associationTypes: z.array(specWithLabel) })
  .meta({ id: 'AssociatedObject' })

const labelsBetween = z
  .object({
    fromObjectTypeId: z.string(),
    fromObjectId: z.string(),
    toObjectTypeId: z.string(),
    toObjectId: z.string(),
    labels: z.array(z.string()),
  })
  .meta({ id: 'LabelsBetweenObjects' })

const end = z.object({ id: z.string() })
const plain = z.object({ from: end, to: end, associationSpec: spec }).meta({ id: 'DefaultAssociation' })

export const associations = {
  page: endpoint({
    id: 'listAssociations',
    method: 'GET',
    path: `${record}/:toObjectType`,
    tag,
    summary: 'Page through the records of an object type that a record is associated with',
    scopes: reading,
    query: z.object({ limit: pageSize(largestAssociationPage, largestAssociationPage), after: cursor }),
    answers: { 200: pageOf(associated) },
  }),
  set: endpoint({
    id: 'setAssociation',
    method: 'PUT',
    path: `${record}/:toObjectType/:toObjectId`,
    tag,
    summary: 'Associate two records with labels; those that stand already stay',
    scopes: writing,
    body: specs,
    answers: { 201: labelsBetween },
  }),
  setDefault: endpoint({
    id: 'setDefaultAssociation',
    method: 'PUT',
    path: `${record}/default/:toObjectType/:toObjectId`,
    tag,
    summary: 'Associate two records without a label',
    scopes: writing,
    answers: { 200: batchOf(plain) },
  }),
  remove: endpoint({
    id: 'removeAssociation',
    method: 'DELETE',
    path: `${record}/:toObjectType/:toObjectId`,
    tag,
    summary: 'Remove every association between two records; 204 whether or not there is one',
    scopes: writing,
    answers: { 204: null },
  }),
  batchCreate: endpoint({
    id: 'setAssociations',
    method: 'POST',
    path: `${batch}/create`,
    tag,
    summary: 'Associate up to 2,000 pairs of records with labels',
    scopes: writing,
    body: inputs(z.object({ from: named, to: named, types: specs })),
    answers: { 201: batchOf(labelsBetween), 207: batchOf(labelsBetween) },
  }),
  batchDefault: endpoint({
    id: 'setDefaultAssociations',
    method: 'POST',
    path: `${batch}/associate/default`,
    tag,
    summary: 'Associate up to 2,000 pairs of records without a label',
    scopes: writing,
    body: inputs(z.object({ from: named, to: named })),
    answers: { 200: batchOf(plain) },
  }),
  batchRead: endpoint({
    id: 'readAssociations',
    method: 'POST',
    path: `${batch}/read`,
    tag,
    summary: 'Read the associations of up to 1,000 records; an input may go on from a page before it',
    scopes: reading,
    body: inputs(z.object({ id: named.shape.id, after: cursor.nullable() }), mostAssociationReads),
    answers: { 200: batchOf(pageFrom(associated)), 207: batchOf(pageFrom(associated)) },
  }),
  batchArchive: endpoint({
    id: 'removeAssociations',
    method: 'POST',
    path: `${batch}/archive`,
    tag,
    summary: 'Remove every association between up to 2,000 pairs of records',
    scopes: writing,
    body: inputs(z.object({ from: named, to: z.array(named).max(mostAssociations) })),
    answers: { 204: null },
  }),
  batchArchiveLabels: endpoint({
    id: 'removeAssociationLabels',
    method: 'POST',
    path: `${batch}/labels/archive`,
    tag,
    summary: 'Remove labels between up to 2,000 pairs of records; the unlabelled one takes all with it',
    scopes: writing,
    body: inputs(z.object({ from: named, to: named, types: specs })),
    answers: { 204: null },
  }),
}

function pageFrom<T extends z.ZodType>(entry: T) {
  return z.object({ from: end, to: z.array(entry), paging: paging.optional() })
}

// The third version: one named type between two records.

const older = '/crm/v3/associations/:objectType/:toObjectType' as const
const typed = z.object({ from: named, to: named, type: z.string().max(200) })
const pair = z.object({ from: end, to: end, type: z.string() }).meta({ id: 'TypedAssociation' })
const associatedId = z.object({ id: idText, type: z.string() })

export const olderAssociations = {
  create: endpoint({
    id: 'createTypedAssociations',
    method: 'POST',
    path: `${older}/batch/create`,
    tag,
    summary: 'Associate up to 2,000 pairs of records, each by the name or number of a type',
    scopes: writing,
    body: inputs(typed),
    answers: { 201: batchOf(pair), 207: batchOf(pair) },
  }),
  read: endpoint({
    id: 'readTypedAssociations',
    method: 'POST',
    path: `${older}/batch/read`,
    tag,
    summary: 'Read the associations of up to 1,000 records, one entry for each type',
    scopes: reading,
    body: inputs(z.object({ id: named.shape.id }), mostAssociationReads),
    answers: { 200: batchOf(pageFrom(associatedId)), 207: batchOf(pageFrom(associatedId)) },
  }),
  archive: endpoint({
    id: 'removeTypedAssociations',
    method: 'POST',
    path: `${older}/batch/archive`,
    tag,
    summary: 'Remove associations of a type between up to 2,000 pairs of records',
    scopes: writing,
    body: inputs(typed),
    answers: { 204: null },
  }),
  types: endpoint({
    id: 'listAssociationTypes',
    method: 'GET',
    path: `${older}/types`,
    tag,
    summary: 'Names and numbers of the associations from one object type to another',
    scopes: ['crm.schemas.{type}.read'],
    answers: { 200: z.object({ results: z.array(z.object({ id: idText, name: z.string() })) }) },
  }),
}

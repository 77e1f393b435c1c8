import { propertyTypes } from '@millrace/model'
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { batchOf, flag, inputsOf, instantText } from './wire.js'

const path = '/crm/v3/properties/:objectType' as const
const tag = 'Properties'
const reading = ['crm.schemas.{type}.read']
const writing = ['crm.schemas.{type}.write']

/** Fits the column it is stored in. */
const displayOrder = z.int().min(-1).max(1_000_000)

const option = z
  .object({
    label: z.string().max(3000),
    value: z.string().min(1).max(3000),
    description: z.string().max(3000).default(''),
    displayOrder: displayOrder.default(-1),
    hidden: z.boolean().default(false),
  })
  .meta({ id: 'PropertyOption' })

const fieldTypes = z
  .string()
  .max(60)
  .describe('text, textarea, number, select, radio, checkbox (multi-select), booleancheckbox, date, …')

const changeable = {
  label: z.string().max(255),
  type: z.enum(propertyTypes),
  fieldType: fieldTypes,
  groupName: z.string().max(100),
  description: z.string().max(3000),
  options: z.array(option).max(5000),
  displayOrder,
  hidden: z.boolean(),
  formField: z.boolean(),
}

export const newProperty = z
  .object({
    ...changeable,
    name: z.string(),
    description: changeable.description.default(''),
    options: changeable.options.default([]),
    displayOrder: changeable.displayOrder.default(-1),
    hidden: changeable.hidden.default(false),
    formField: changeable.formField.default(false),
    hasUniqueValue: z.boolean().default(false),
    externalOptions: z.boolean().default(false),
    referencedObjectType: z.literal('OWNER').optional(),
  })
  .meta({ id: 'PropertyToCreate' })

export const property = z
  .object({
    name: z.string(),
    ...changeable,
    hasUniqueValue: z.boolean(),
    calculated: z.boolean(),
    externalOptions: z.boolean(),
    referencedObjectType: z.literal('OWNER').optional(),
    archived: z.boolean(),
    hubspotDefined: z.boolean(),
    createdAt: instantText.optional(),
    updatedAt: instantText.optional(),
    archivedAt: instantText.optional(),
    modificationMetadata: z.object({
      archivable: z.boolean(),
      readOnlyDefinition: z.boolean(),
      readOnlyOptions: z.boolean(),
      readOnlyValue: z.boolean(),
    }),
  })
  .meta({ id: 'Property' })

const group = z
  .object({ name: z.string(), label: z.string(), displayOrder: z.int(), archived: z.boolean() })
  .meta({ id: 'PropertyGroup' })

const names = z.object({ name: z.string() })

export const properties = {
  list: endpoint({
    id: 'listProperties',
    method: 'GET',
    path,
    tag,
    summary: 'All properties of an object type',
    scopes: reading,
    query: z.object({ archived: flag }),
    answers: { 200: z.object({ results: z.array(property) }) },
  }),
  create: endpoint({
    id: 'createProperty',
    method: 'POST',
    path,
    tag,
    summary: 'Create a property',
    scopes: writing,
    body: newProperty,
    answers: { 201: property },
  }),
  read: endpoint({
    id: 'readProperty',
    method: 'GET',
    path: `${path}/:propertyName`,
    tag,
    summary: 'Read one property',
    scopes: reading,
    query: z.object({ archived: flag }),
    answers: { 200: property },
  }),
  update: endpoint({
    id: 'updateProperty',
    method: 'PATCH',
    path: `${path}/:propertyName`,
    tag,
    summary: 'Change a property',
    scopes: writing,
    body: z.object(changeable).partial(),
    answers: { 200: property },
  }),
  archive: endpoint({
    id: 'archiveProperty',
    method: 'DELETE',
    path: `${path}/:propertyName`,
    tag,
    summary: 'Archive a property that no live workflow reads',
    scopes: writing,
    answers: { 204: null },
  }),
  batchCreate: endpoint({
    id: 'createProperties',
    method: 'POST',
    path: `${path}/batch/create`,
    tag,
    summary: 'Create up to 100 properties',
    scopes: writing,
    body: inputsOf(newProperty),
    answers: { 201: batchOf(property), 207: batchOf(property) },
  }),
  batchRead: endpoint({
    id: 'readProperties',
    method: 'POST',
    path: `${path}/batch/read`,
    tag,
    summary: 'Read up to 100 properties by name',
    scopes: reading,
    body: inputsOf(names).extend({ archived: z.boolean().default(false) }),
    answers: { 200: batchOf(property), 207: batchOf(property) },
  }),
  batchArchive: endpoint({
    id: 'archiveProperties',
    method: 'POST',
    path: `${path}/batch/archive`,
    tag,
    summary: 'Archive up to 100 properties',
    scopes: writing,
    body: inputsOf(names),
    answers: { 204: null },
  }),
  listGroups: endpoint({
    id: 'listPropertyGroups',
    method: 'GET',
    path: `${path}/groups`,
    tag,
    summary: 'All property groups of an object type',
    scopes: reading,
    answers: { 200: z.object({ results: z.array(group) }) },
  }),
  createGroup: endpoint({
    id: 'createPropertyGroup',
    method: 'POST',
    path: `${path}/groups`,
    tag,
    summary: 'Create a property group',
    scopes: writing,
    body: z.object({
      name: z.string(),
      label: z.string().max(255),
      displayOrder: displayOrder.default(-1),
    }),
    answers: { 201: group },
  }),
  readGroup: endpoint({
    id: 'readPropertyGroup',
    method: 'GET',
    path: `${path}/groups/:groupName`,
    tag,
    summary: 'Read one property group',
    scopes: reading,
    answers: { 200: group },
  }),
  updateGroup: endpoint({
    id: 'updatePropertyGroup',
    method: 'PATCH',
    path: `${path}/groups/:groupName`,
    tag,
    summary: 'Change a property group',
    scopes: writing,
    body: z.object({ label: z.string().max(255).optional(), displayOrder: displayOrder.optional() }),
    answers: { 200: group },
  }),
  archiveGroup: endpoint({
    id: 'archivePropertyGroup',
    method: 'DELETE',
    path: `${path}/groups/:groupName`,
    tag,
    summary: 'Archive a property group',
    scopes: writing,
    answers: { 204: null },
  }),
}

// Custom object definitions (api.md 3; W-OBJ-8). Records of these objects are served by the objects API.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { newProperty, property } from './properties.js'
import { flag, idText, instantText } from './wire.js'

const path = '/crm-object-schemas/v3/schemas' as const
const tag = 'Schemas'
const reading = ['crm.schemas.{type}.read']
const writing = ['crm.schemas.{type}.write']

const propertyNames = z.array(z.string().max(100)).max(1_000)

const labels = z
  .object({ singular: z.string().max(250).optional(), plural: z.string().max(250).optional() })
  .meta({ id: 'ObjectLabels' })

const changeable = {
  labels,
  description: z.string().max(5_000).nullable(),
  primaryDisplayProperty: z.string().max(100),
  secondaryDisplayProperties: propertyNames,
  requiredProperties: propertyNames,
  searchableProperties: propertyNames,
}

const newSchema = z
  .object({
    ...z.object(changeable).partial().shape,
    name: z.string(),
    labels,
    properties: z
      .array(newProperty.extend({ groupName: z.string().max(100).optional() }))
      .max(1_000)
      .default([]),
    associatedObjects: z
      .array(z.string())
      .max(100)
      .default([])
      .describe(
        'Besides contacts, companies, deals, tickets and activities, with which every object is associated.',
      ),
  })
  .meta({ id: 'ObjectSchemaToCreate' })

/** `clearDescription` is how clients without null say it. */
const schemaChange = z
  .object({ ...changeable, clearDescription: z.boolean() })
  .partial()
  .meta({ id: 'ObjectSchemaChange' })

const definition = z
  .object({
    id: z.string(),
    objectTypeId: z.string(),
    name: z.string(),
    fullyQualifiedName: z.string(),
    labels: z.object({ singular: z.string(), plural: z.string() }),
    description: z.string().optional(),
    primaryDisplayProperty: z.string(),
    secondaryDisplayProperties: z.array(z.string()),
    requiredProperties: z.array(z.string()),
    searchableProperties: z.array(z.string()),
    archived: z.boolean(),
    createdAt: instantText,
    updatedAt: instantText,
    portalId: z.int(),
  })
  .meta({ id: 'ObjectTypeDefinition' })

const associationDefinition = z
  .object({
    id: idText,
    fromObjectTypeId: z.string(),
    toObjectTypeId: z.string(),
    name: z.string(),
  })
  .meta({ id: 'AssociationDefinition' })

const schema = definition
  .omit({ portalId: true })
  .extend({ properties: z.array(property), associations: z.array(associationDefinition) })
  .meta({ id: 'ObjectSchema' })

export const schemas = {
  list: endpoint({
    id: 'listSchemas',
    method: 'GET',
    path,
    tag,
    summary: 'All custom objects',
    scopes: reading,
    query: z.object({ archived: flag }),
    answers: { 200: z.object({ results: z.array(schema) }) },
  }),
  create: endpoint({
    id: 'createSchema',
    method: 'POST',
    path,
    tag,
    summary: 'Create a custom object with its properties',
    scopes: writing,
    body: newSchema,
    answers: { 201: schema },
  }),
  read: endpoint({
    id: 'readSchema',
    method: 'GET',
    path: `${path}/:objectType`,
    tag,
    summary: 'Read one object, custom or standard',
    scopes: reading,
    answers: { 200: schema },
  }),
  update: endpoint({
    id: 'updateSchema',
    method: 'PATCH',
    path: `${path}/:objectType`,
    tag,
    summary: 'Change a custom object',
    scopes: writing,
    body: schemaChange,
    answers: { 200: definition },
  }),
  archive: endpoint({
    id: 'archiveSchema',
    method: 'DELETE',
    path: `${path}/:objectType`,
    tag,
    summary: 'Archive a custom object that has no records and no workflows',
    scopes: writing,
    answers: { 204: null },
  }),
}

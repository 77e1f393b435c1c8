// What happens to records: sent, asked for, and defined (api.md 3.1, 3.2, 3.5; W-EVT-48, 49).
import { eventPropertyTypes } from '@millrace/model'
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, flag, idText, instantText, names, pageSize, twoWayPaging } from './wire.js'

const tag = 'Events'
const definitionsPath = '/events/v3/event-definitions' as const
const sending = ['analytics.behavioral_events.send']
const reading = ['business-intelligence']
const defining = ['behavioral_events.event_definitions.read_write']

/** The most events of one request (api.md 2.7). */
export const mostEvents = 500

const instant = z.union([z.string().max(40), z.int()]).describe('ISO 8601, or epoch milliseconds.')
const values = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .meta({ id: 'EventValues' })

const sentEvent = z
  .object({
    eventName: z.string().min(1).max(200).describe('`pe{portalId}_{name}`, or an event of the catalogue.'),
    objectId: z.union([idText, z.int().positive()]).optional(),
    email: z.string().max(500).optional(),
    utk: z.string().min(1).max(255).optional(),
    occurredAt: instant.optional(),
    properties: values.default({}),
    uuid: z.string().min(1).max(255).optional().describe('The same uuid happens once.'),
  })
  .meta({ id: 'EventToSend' })

const option = z.object({
  label: z.string().max(3_000),
  value: z.string().max(3_000),
  description: z.string().max(3_000).optional(),
  displayOrder: z.int().optional(),
  hidden: z.boolean().optional(),
})

const propertyToDefine = z
  .object({
    name: z.string().max(100).optional(),
    label: z.string().max(250),
    type: z.enum(eventPropertyTypes),
    description: z.string().max(5_000).default(''),
    options: z.array(option).max(1_000).default([]),
  })
  .meta({ id: 'EventPropertyToDefine' })

const property = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.enum(eventPropertyTypes),
    fieldType: z.string(),
    groupName: z.string(),
    description: z.string(),
    options: z.array(
      z.object({ label: z.string(), value: z.string(), displayOrder: z.int(), hidden: z.boolean() }),
    ),
    archived: z.boolean(),
    modificationMetadata: z.object({
      archivable: z.boolean(),
      readOnlyDefinition: z.boolean(),
      readOnlyValue: z.boolean(),
    }),
  })
  .meta({ id: 'EventProperty' })

const definition = z
  .object({
    id: z.string(),
    name: z.string(),
    fullyQualifiedName: z.string(),
    labels: z.object({ singular: z.string(), plural: z.string() }),
    description: z.string().optional(),
    objectTypeId: z.string().describe('Of the event.'),
    primaryObject: z.string(),
    primaryObjectId: z.string(),
    trackingType: z.string(),
    archived: z.boolean(),
    properties: z.array(property),
    associations: z.array(z.never()),
    createdAt: instantText,
    updatedAt: instantText,
  })
  .meta({ id: 'EventDefinition' })

const newDefinition = z
  .object({
    label: z.string().max(250),
    name: z.string().max(100).optional(),
    description: z.string().max(5_000).optional(),
    primaryObject: z.string().max(200).default('CONTACT').describe('Any name of an object type.'),
    trackingType: z.enum(['MANUAL']).default('MANUAL'),
    propertyDefinitions: z.array(propertyToDefine).max(400).default([]),
    includeDefaultProperties: z.boolean().default(true),
  })
  .meta({ id: 'EventDefinitionToCreate' })

const event = z
  .object({
    id: z.string(),
    objectType: z.string(),
    objectId: idText,
    eventType: z.string(),
    occurredAt: instantText,
    properties: z.record(z.string(), z.string()),
  })
  .meta({ id: 'Event' })

const eventQuery = z
  .object({
    objectType: z.string().max(200).optional(),
    eventType: z.string().max(200).optional(),
    objectId: idText.optional(),
    id: names,
    occurredAfter: instantText.max(40).optional(),
    occurredBefore: instantText.max(40).optional(),
    sort: names.describe('`occurredAt`, or `-occurredAt` (usual): the newest first.'),
    after: cursor,
    before: cursor,
    limit: pageSize(20, 250),
  })
  .catchall(z.unknown())
  .describe('`objectProperty.{name}` names the record by a unique property; `property.{name}` filters.')

export const events = {
  send: endpoint({
    id: 'sendEvent',
    method: 'POST',
    path: '/events/v3/send',
    tag,
    summary: 'Say that something happened to a record',
    scopes: sending,
    body: sentEvent,
    answers: { 204: null },
  }),
  sendBatch: endpoint({
    id: 'sendEvents',
    method: 'POST',
    path: '/events/v3/send/batch',
    tag,
    summary: 'Up to 500 events, all or none',
    scopes: sending,
    body: z.object({ inputs: z.array(sentEvent).max(mostEvents) }),
    answers: { 204: null },
  }),
  report: endpoint({
    id: 'reportEvent',
    method: 'POST',
    path: '/millrace/v1/events',
    tag,
    summary: 'Any event of the catalogue, for one record',
    scopes: sending,
    body: z
      .object({
        eventType: z.string().min(1).max(200).describe('Id or name.'),
        objectTypeId: z.string().max(200),
        recordId: z.union([idText, z.int().positive()]),
        occurredAt: instant.optional(),
        properties: values.default({}),
        id: z.string().min(1).max(255).optional().describe('The same id happens once.'),
      })
      .meta({ id: 'EventToReport' }),
    answers: { 202: z.object({ id: z.string() }) },
  }),
  list: endpoint({
    id: 'listEvents',
    method: 'GET',
    path: '/events/v3/events',
    tag,
    summary: 'What happened: of a record, of one event, or by ids',
    scopes: reading,
    query: eventQuery,
    answers: { 200: z.object({ results: z.array(event), paging: twoWayPaging.optional() }) },
  }),
  listTypes: endpoint({
    id: 'listEventTypes',
    method: 'GET',
    path: '/events/v3/events/event-types',
    tag,
    summary: 'Names of the events there are',
    scopes: reading,
    answers: { 200: z.object({ eventTypes: z.array(z.string()) }) },
  }),
  listDefinitions: endpoint({
    id: 'listEventDefinitions',
    method: 'GET',
    path: definitionsPath,
    tag,
    summary: 'Event definitions of this account',
    scopes: defining,
    query: z.object({
      searchString: z.string().max(200).optional(),
      archived: flag,
      after: cursor,
      limit: pageSize(100, 100),
    }),
    answers: {
      200: z.object({
        total: z.int(),
        results: z.array(definition),
        paging: z.object({ next: z.object({ after: z.string() }) }).optional(),
      }),
    },
  }),
  createDefinition: endpoint({
    id: 'createEventDefinition',
    method: 'POST',
    path: definitionsPath,
    tag,
    summary: 'Define an event',
    scopes: defining,
    body: newDefinition,
    answers: { 201: definition },
  }),
  readDefinition: endpoint({
    id: 'readEventDefinition',
    method: 'GET',
    path: `${definitionsPath}/:eventName`,
    tag,
    summary: 'Read an event definition',
    scopes: defining,
    answers: { 200: definition },
  }),
  updateDefinition: endpoint({
    id: 'updateEventDefinition',
    method: 'PATCH',
    path: `${definitionsPath}/:eventName`,
    tag,
    summary: 'Change the label or the description of an event',
    scopes: defining,
    body: z
      .object({ label: z.string().max(250), description: z.string().max(5_000).nullable() })
      .partial()
      .meta({ id: 'EventDefinitionChange' }),
    answers: { 200: definition },
  }),
  archiveDefinition: endpoint({
    id: 'archiveEventDefinition',
    method: 'DELETE',
    path: `${definitionsPath}/:eventName`,
    tag,
    summary: 'Archive an event: what has happened stays',
    scopes: defining,
    answers: { 204: null },
  }),
  listProperties: endpoint({
    id: 'listEventProperties',
    method: 'GET',
    path: `${definitionsPath}/:eventName/property`,
    tag,
    summary: 'Properties of an event',
    scopes: defining,
    answers: { 200: z.object({ results: z.array(property) }) },
  }),
  createProperty: endpoint({
    id: 'createEventProperty',
    method: 'POST',
    path: `${definitionsPath}/:eventName/property`,
    tag,
    summary: 'Give an event one more property',
    scopes: defining,
    body: propertyToDefine,
    answers: { 201: property },
  }),
  readProperty: endpoint({
    id: 'readEventProperty',
    method: 'GET',
    path: `${definitionsPath}/:eventName/property/:propertyName`,
    tag,
    summary: 'Read a property of an event',
    scopes: defining,
    answers: { 200: property },
  }),
  updateProperty: endpoint({
    id: 'updateEventProperty',
    method: 'PATCH',
    path: `${definitionsPath}/:eventName/property/:propertyName`,
    tag,
    summary: 'Change a property of an event; its type stays',
    scopes: defining,
    body: propertyToDefine
      .pick({ label: true })
      .extend({
        description: z.string().max(5_000),
        options: z.array(option).max(1_000),
      })
      .partial()
      .meta({ id: 'EventPropertyChange' }),
    answers: { 200: property },
  }),
  archiveProperty: endpoint({
    id: 'archiveEventProperty',
    method: 'DELETE',
    path: `${definitionsPath}/:eventName/property/:propertyName`,
    tag,
    summary: 'Take a property away from an event',
    scopes: defining,
    answers: { 204: null },
  }),
}

// Records of every object type, custom ones too (api.md 3.1). Bodies are read by plain code: this is the hot path.
import { searchOperators } from '@millrace/store'
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import {
  batchOf,
  cursor,
  flag,
  idText,
  inputsOf,
  instantText,
  names,
  pageOf,
  pageSize,
  paging,
} from './wire.js'

const path = '/crm/v3/objects/:objectType' as const
const tag = 'Objects'
const reading = ['crm.objects.{type}.read']
const writing = ['crm.objects.{type}.write']

/** Values are text in both directions, whatever the property's type (api.md 2.6); '' and null clear. */
const valuesWritten = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .meta({ id: 'PropertyValues' })

const association = z
  .object({
    to: z.object({ id: idText }),
    types: z.array(z.object({ associationCategory: z.string(), associationTypeId: z.int() })),
  })
  .meta({ id: 'AssociationToCreate' })

const valueSeen = z.object({
  value: z.string().nullable(),
  timestamp: instantText,
  sourceType: z.string(),
  sourceId: z.string().optional(),
  sourceLabel: z.string().optional(),
  updatedByUserId: z.int().optional(),
})

export const crmObject = z
  .object({
    id: idText,
    properties: z.record(z.string(), z.string().nullable()),
    propertiesWithHistory: z.record(z.string(), z.array(valueSeen)).optional(),
    associations: z
      .record(
        z.string(),
        z.object({
          results: z.array(z.object({ id: idText, type: z.string() })),
          paging: paging.optional(),
        }),
      )
      .optional(),
    createdAt: instantText,
    updatedAt: instantText,
    archived: z.boolean(),
    archivedAt: instantText.optional(),
  })
  .meta({ id: 'CrmObject' })

const upserted = crmObject.extend({ new: z.boolean() })

const shownQuery = {
  properties: names,
  propertiesWithHistory: names,
  associations: names,
  archived: flag,
}
const oneQuery = z.object({ ...shownQuery, idProperty: z.string().optional() })

const newObject = z.object({
  properties: valuesWritten,
  associations: z.array(association).optional(),
  objectWriteTraceId: z.string().optional(),
})
const changedObject = z.object({
  id: z.string(),
  idProperty: z.string().optional(),
  properties: valuesWritten,
  objectWriteTraceId: z.string().optional(),
})
const shownBody = {
  properties: z.array(z.string()).optional(),
  propertiesWithHistory: z.array(z.string()).optional(),
  idProperty: z.string().optional(),
}

export const objects = {
  list: endpoint({
    id: 'listObjects',
    method: 'GET',
    path,
    tag,
    summary: 'Page through the records of an object type, oldest id first',
    scopes: reading,
    query: z.object({ limit: pageSize(10, 100), after: cursor, ...shownQuery }),
    answers: { 200: pageOf(crmObject) },
  }),
  create: endpoint({
    id: 'createObject',
    method: 'POST',
    path,
    tag,
    summary: 'Create a record',
    scopes: writing,
    body: newObject,
    plainBody: true,
    answers: { 201: crmObject },
  }),
  read: endpoint({
    id: 'readObject',
    method: 'GET',
    path: `${path}/:objectId`,
    tag,
    summary: 'Read a record by its id, or by the value of a unique property named by idProperty',
    scopes: reading,
    query: oneQuery,
    answers: { 200: crmObject },
  }),
  update: endpoint({
    id: 'updateObject',
    method: 'PATCH',
    path: `${path}/:objectId`,
    tag,
    summary: 'Change properties of a record; others keep their value',
    scopes: writing,
    query: z.object({ idProperty: z.string().optional() }),
    body: z.object({ properties: valuesWritten }),
    plainBody: true,
    answers: { 200: crmObject },
  }),
  archive: endpoint({
    id: 'archiveObject',
    method: 'DELETE',
    path: `${path}/:objectId`,
    tag,
    summary: 'Archive a record; 204 whether or not it is there',
    scopes: writing,
    answers: { 204: null },
  }),
  batchCreate: endpoint({
    id: 'createObjects',
    method: 'POST',
    path: `${path}/batch/create`,
    tag,
    summary: 'Create up to 100 records',
    scopes: writing,
    body: inputsOf(newObject),
    plainBody: true,
    answers: { 201: batchOf(crmObject), 207: batchOf(crmObject) },
  }),
  batchRead: endpoint({
    id: 'readObjects',
    method: 'POST',
    path: `${path}/batch/read`,
    tag,
    summary: 'Read up to 100 records by id or by a unique property',
    scopes: reading,
    query: z.object({ archived: flag }),
    body: inputsOf(z.object({ id: z.string() })).extend(shownBody),
    answers: { 200: batchOf(crmObject), 207: batchOf(crmObject) },
  }),
  batchUpdate: endpoint({
    id: 'updateObjects',
    method: 'POST',
    path: `${path}/batch/update`,
    tag,
    summary: 'Change up to 100 records',
    scopes: writing,
    body: inputsOf(changedObject),
    plainBody: true,
    answers: { 200: batchOf(crmObject), 207: batchOf(crmObject) },
  }),
  batchUpsert: endpoint({
    id: 'upsertObjects',
    method: 'POST',
    path: `${path}/batch/upsert`,
    tag,
    summary: 'Create or change up to 100 records by a unique property: safe to repeat',
    scopes: writing,
    body: inputsOf(changedObject),
    plainBody: true,
    answers: { 200: batchOf(upserted), 207: batchOf(upserted) },
  }),
  batchArchive: endpoint({
    id: 'archiveObjects',
    method: 'POST',
    path: `${path}/batch/archive`,
    tag,
    summary: 'Archive up to 100 records',
    scopes: writing,
    body: inputsOf(z.object({ id: idText })),
    answers: { 204: null },
  }),
  merge: endpoint({
    id: 'mergeObjects',
    method: 'POST',
    path: `${path}/merge`,
    tag,
    summary: 'Make one record of two: the first stays and its values win, the second is found under its id',
    scopes: writing,
    body: z.object({ primaryObjectId: idText, objectIdToMerge: idText }),
    answers: { 200: crmObject },
  }),
  erase: endpoint({
    id: 'eraseObject',
    method: 'POST',
    path: `${path}/gdpr-delete`,
    tag,
    summary: 'Delete a record for good, with everything that is known of it; 204 whether or not it is there',
    scopes: writing,
    body: z.object({
      objectId: z.string().max(1000),
      idProperty: z.string().optional().describe('A property with unique values, such as email.'),
    }),
    answers: { 204: null },
  }),
  restore: endpoint({
    id: 'restoreObject',
    method: 'POST',
    path: '/millrace/v1/objects/:objectType/:objectId/restoration',
    tag,
    summary: 'Take back the deletion of a record, within 90 days',
    scopes: writing,
    answers: { 200: crmObject },
  }),
  search: endpoint({
    id: 'searchObjects',
    method: 'POST',
    path: `${path}/search`,
    tag,
    summary: 'Search by filter groups (OR) of filters (AND), or by text',
    scopes: reading,
    body: z.object({
      filterGroups: z
        .array(
          z.object({
            filters: z
              .array(
                z.object({
                  propertyName: z.string(),
                  operator: z.enum(searchOperators),
                  value: z.union([z.string(), z.number(), z.boolean()]).optional(),
                  highValue: z.union([z.string(), z.number()]).optional(),
                  values: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
                }),
              )
              .max(6),
          }),
        )
        .max(5)
        .default([]),
      query: z.string().max(3000).optional(),
      sorts: z
        .array(
          z.union([
            z.string(),
            z.object({ propertyName: z.string(), direction: z.enum(['ASCENDING', 'DESCENDING']).optional() }),
          ]),
        )
        .default([])
        .describe('Only the first counts.'),
      properties: z.array(z.string()).optional(),
      limit: z.coerce.number().int().min(0).max(200).default(10),
      after: z
        .union([z.string().regex(/^\d{1,9}$/), z.int().min(0).max(999_999_999)])
        .optional()
        .describe('A decimal offset; "0" is the first page.'),
    }),
    answers: { 200: z.object({ total: z.int(), results: z.array(crmObject), paging: paging.optional() }) },
  }),
}

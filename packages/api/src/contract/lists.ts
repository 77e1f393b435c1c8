// Lists (api.md 3.1). The criteria of an active list are those of flows (api.md 5).
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { filterBranch } from './filters.js'
import { flag, idText, instantText, names } from './wire.js'

const path = '/crm/v3/lists' as const
const one = `${path}/:listId` as const
const tag = 'Lists'
const reading = ['crm.lists.read']
const writing = ['crm.lists.write']

/** Lists fetched by id, or shown by a search, at once. */
const mostLists = 500

const processingType = z
  .enum(['DYNAMIC', 'MANUAL', 'SNAPSHOT'])
  .describe('Active; static; static with whoever met the filter when it was created.')
const processingStatus = z
  .enum(['COMPLETE', 'PROCESSING'])
  .describe('PROCESSING while the records that exist are being looked at.')

const criteria = filterBranch.describe('The criteria (api.md 5), in one spelling: types in upper case.')
const name = z
  .string()
  .max(255)
  .refine((text) => text.trim() !== '', 'A list has a name.')

const common = {
  listId: idText,
  listVersion: z.int(),
  name: z.string(),
  objectTypeId: z.string(),
  processingType,
  processingStatus,
  createdAt: instantText,
  updatedAt: instantText,
  filtersUpdatedAt: instantText.optional(),
  deletedAt: instantText.optional(),
}

export const list = z
  .object({ ...common, size: z.int(), filterBranch: criteria.optional() })
  .meta({ id: 'List' })

const searchResult = z
  .object({ ...common, additionalProperties: z.record(z.string(), z.string()) })
  .meta({ id: 'ListSearchResult' })

const oneList = z.object({ list })

const conversionTime = z
  .union([
    z.object({
      conversionType: z.literal('CONVERSION_DATE'),
      year: z.int().min(2000).max(9999),
      month: z.int().min(1).max(12),
      day: z.int().min(1).max(31),
    }),
    z.object({
      conversionType: z.literal('INACTIVITY'),
      timeUnit: z.enum(['DAY', 'WEEK', 'MONTH']),
      offset: z.int().min(1).max(1000),
    }),
  ])
  .meta({ id: 'ListConversionTime' })

const conversion = z
  .object({
    listId: idText,
    requestedConversionTime: conversionTime.optional(),
    convertedAt: instantText.optional(),
  })
  .meta({ id: 'ListConversion' })

export const lists = {
  create: endpoint({
    id: 'createList',
    method: 'POST',
    path,
    tag,
    summary: 'Create an active, a static or a snapshot list',
    scopes: writing,
    body: z
      .object({
        name,
        objectTypeId: z.string().max(250),
        processingType,
        filterBranch: criteria.optional(),
        listFolderId: z.int().min(0).optional(),
      })
      .meta({ id: 'ListToCreate' }),
    answers: { 200: oneList },
  }),
  byIds: endpoint({
    id: 'readLists',
    method: 'GET',
    path,
    tag,
    summary: 'Lists by id; those that are not there are left out',
    scopes: reading,
    query: z.object({ listIds: names, includeFilters: flag }),
    answers: { 200: z.object({ lists: z.array(list) }) },
  }),
  read: endpoint({
    id: 'readList',
    method: 'GET',
    path: one,
    tag,
    summary: 'One list',
    scopes: reading,
    query: z.object({ includeFilters: flag }),
    answers: { 200: oneList },
  }),
  byName: endpoint({
    id: 'readListByName',
    method: 'GET',
    path: `${path}/object-type-id/:objectType/name/:listName`,
    tag,
    summary: 'One list by its name, in whatever case',
    scopes: reading,
    query: z.object({ includeFilters: flag }),
    answers: { 200: oneList },
  }),
  search: endpoint({
    id: 'searchLists',
    method: 'POST',
    path: `${path}/search`,
    tag,
    summary: 'Lists by part of their name and by kind',
    scopes: reading,
    body: z
      .object({
        query: z.string().max(255).default(''),
        listIds: z
          .array(z.union([z.string(), z.int()]))
          .max(mostLists)
          .optional(),
        processingTypes: z.array(processingType).max(3).default([]),
        offset: z.int().min(0).max(1_000_000).default(0),
        count: z.int().min(1).max(mostLists).default(20),
        additionalProperties: z
          .array(z.string().max(100))
          .max(20)
          .default([])
          .describe('`hs_list_size`, `hs_list_reference_count`.'),
        sort: z
          .string()
          .max(40)
          .optional()
          .describe(
            '`HS_LIST_ID`, `HS_LIST_NAME`, `HS_LIST_SIZE`, `HS_CREATED_AT`, `HS_UPDATED_AT`; `-` before it: descending.',
          ),
      })
      .meta({ id: 'ListSearch' }),
    answers: {
      200: z.object({
        lists: z.array(searchResult),
        offset: z.int().describe('Where the next page begins.'),
        hasMore: z.boolean(),
        total: z.int(),
      }),
    },
  }),
  rename: endpoint({
    id: 'renameList',
    method: 'PUT',
    path: `${one}/update-list-name`,
    tag,
    summary: 'Give a list another name',
    scopes: writing,
    query: z.object({ listName: name, includeFilters: flag }),
    answers: { 200: z.object({ updatedList: list }) },
  }),
  changeFilter: endpoint({
    id: 'changeListFilter',
    method: 'PUT',
    path: `${one}/update-list-filters`,
    tag,
    summary: 'Give an active list other criteria; its members are looked for anew',
    scopes: writing,
    query: z.object({ enrollObjectsInWorkflows: flag }),
    body: z.object({ filterBranch: criteria }),
    answers: { 200: z.object({ updatedList: list }) },
  }),
  remove: endpoint({
    id: 'deleteList',
    method: 'DELETE',
    path: one,
    tag,
    summary: 'Delete a list; 409 while something live asks for it',
    scopes: writing,
    answers: { 204: null },
  }),
  restore: endpoint({
    id: 'restoreList',
    method: 'PUT',
    path: `${one}/restore`,
    tag,
    summary: 'Bring a deleted list back',
    scopes: writing,
    answers: { 204: null },
  }),
  conversion: endpoint({
    id: 'readListConversion',
    method: 'GET',
    path: `${one}/schedule-conversion`,
    tag,
    summary: 'When an active list becomes static, or became it',
    scopes: reading,
    answers: { 200: conversion },
  }),
  convert: endpoint({
    id: 'scheduleListConversion',
    method: 'PUT',
    path: `${one}/schedule-conversion`,
    tag,
    summary: 'Let an active list become static on a day, or after some time without a change of members',
    scopes: writing,
    body: conversionTime,
    answers: { 200: conversion },
  }),
  cancelConversion: endpoint({
    id: 'cancelListConversion',
    method: 'DELETE',
    path: `${one}/schedule-conversion`,
    tag,
    summary: 'Let it stay active',
    scopes: writing,
    answers: { 204: null },
  }),
  uses: endpoint({
    id: 'readListUses',
    method: 'GET',
    path: '/millrace/v1/lists/:listId/uses',
    tag,
    summary: 'Published workflows and active lists that name the list',
    scopes: reading,
    answers: {
      200: z.object({
        workflows: z.array(z.object({ workflowId: idText, isEnabled: z.boolean() })),
        lists: z.array(z.object({ listId: idText })),
      }),
    },
  }),
}

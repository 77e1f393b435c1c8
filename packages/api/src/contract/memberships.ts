// Who is in a list (api.md 3.1).
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { idText, instantText, pageSize, twoWayPaging } from './wire.js'

const path = '/crm/v3/lists' as const
const one = `${path}/:listId` as const
const tag = 'Lists'
const reading = ['crm.lists.read']
const writing = ['crm.lists.write']

/** Record ids of one membership change (api.md 2.7). */
const mostRecordIds = 100_000

const joined = z.object({ recordId: idText, membershipTimestamp: instantText }).meta({ id: 'ListMembership' })

const page = z.object({
  total: z.int(),
  results: z.array(joined),
  paging: twoWayPaging.optional(),
})

const place = z.string().max(40).optional()
const pageQuery = z
  .object({ limit: pageSize(100, 250), after: place, before: place })
  .refine(({ after, before }) => after === undefined || before === undefined, 'Either after or before.')

const recordIds = z.array(z.union([z.string().max(20), z.int()])).max(mostRecordIds)

const changed = z
  .object({
    recordsIdsAdded: z.array(z.string()),
    recordIdsRemoved: z.array(z.string()),
    recordIdsMissing: z.array(z.string()),
  })
  .meta({ id: 'MembershipsChanged' })

const members = `${one}/memberships` as const

export const memberships = {
  page: endpoint({
    id: 'pageMemberships',
    method: 'GET',
    path: members,
    tag,
    summary: 'Who is in a list, by record id',
    scopes: reading,
    query: pageQuery,
    answers: { 200: page },
  }),
  pageByJoin: endpoint({
    id: 'pageMembershipsByJoin',
    method: 'GET',
    path: `${members}/join-order`,
    tag,
    summary: 'Who is in a list, in the order of joining',
    scopes: reading,
    query: pageQuery,
    answers: { 200: page },
  }),
  clear: endpoint({
    id: 'clearMemberships',
    method: 'DELETE',
    path: members,
    tag,
    summary: 'Take everybody out of a static list',
    scopes: writing,
    answers: { 204: null },
  }),
  add: endpoint({
    id: 'addMemberships',
    method: 'PUT',
    path: `${members}/add`,
    tag,
    summary: 'Put records into a static list',
    scopes: writing,
    body: recordIds,
    answers: { 200: changed },
  }),
  remove: endpoint({
    id: 'removeMemberships',
    method: 'PUT',
    path: `${members}/remove`,
    tag,
    summary: 'Take records out of a static list',
    scopes: writing,
    body: recordIds,
    answers: { 200: changed },
  }),
  addAndRemove: endpoint({
    id: 'addAndRemoveMemberships',
    method: 'PUT',
    path: `${members}/add-and-remove`,
    tag,
    summary: 'Both at once; a record named for both is in the list afterwards',
    scopes: writing,
    body: z.object({
      recordIdsToAdd: recordIds.default([]),
      recordIdsToRemove: recordIds.default([]),
    }),
    answers: { 200: changed },
  }),
  addFrom: endpoint({
    id: 'addMembershipsFromList',
    method: 'PUT',
    path: `${members}/add-from/:sourceListId`,
    tag,
    summary: 'Put the members of another list into a static list, up to 100,000',
    scopes: writing,
    answers: { 204: null },
  }),
  ofRecord: endpoint({
    id: 'listMembershipsOfRecord',
    method: 'GET',
    path: `${path}/records/:objectType/:recordId/memberships`,
    tag,
    summary: 'The lists that a record is in',
    scopes: reading,
    answers: {
      200: z.object({
        total: z.int(),
        results: z.array(
          z.object({
            listId: idText,
            listVersion: z.int(),
            isPublicList: z.boolean(),
            firstAddedTimestamp: instantText,
            lastAddedTimestamp: instantText,
          }),
        ),
      }),
    },
  }),
}

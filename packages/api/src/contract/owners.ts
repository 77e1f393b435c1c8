import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, flag, idText, instantText, pageOf, pageSize } from './wire.js'

const path = '/crm/v3/owners' as const
const tag = 'Owners'
const scopes = ['crm.objects.owners.read']

const owner = z
  .object({
    id: idText,
    email: z.string(),
    type: z.literal('PERSON'),
    firstName: z.string(),
    lastName: z.string(),
    userId: z.int().optional().describe('Absent when the user is deactivated.'),
    userIdIncludingInactive: z.int(),
    createdAt: instantText,
    updatedAt: instantText,
    archived: z.boolean(),
    teams: z.array(z.object({ id: idText, name: z.string(), primary: z.boolean() })).optional(),
  })
  .meta({ id: 'Owner' })

export const owners = {
  list: endpoint({
    id: 'listOwners',
    method: 'GET',
    path,
    tag,
    summary: 'Page through the owners of the account',
    scopes,
    query: z.object({
      email: z.string().max(254).optional(),
      archived: flag,
      limit: pageSize(100, 500),
      after: cursor,
    }),
    answers: { 200: pageOf(owner) },
  }),
  read: endpoint({
    id: 'readOwner',
    method: 'GET',
    path: `${path}/:ownerId`,
    tag,
    summary: 'Read one owner, by owner id or by user id',
    scopes,
    query: z.object({ idProperty: z.enum(['id', 'userId']).default('id'), archived: flag }),
    answers: { 200: owner },
  }),
}

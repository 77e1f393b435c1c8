// Access tokens of an account: HubSpot's private-app tokens, made here (api.md 2.1).
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, idText, instantText, pageOf, pageSize } from './wire.js'

const path = '/millrace/v1/tokens' as const
const tag = 'Tokens'
const reading = ['millrace.tokens.read']
const writing = ['millrace.tokens.write']

/** As HubSpot names them: `crm.objects.contacts.read`, `automation`. Names that no endpoint knows are kept. */
export const scopeNames = z
  .array(
    z
      .string()
      .max(100)
      .regex(/^[a-z][a-z0-9._-]*$/i, 'Scopes are names such as crm.objects.contacts.read.'),
  )
  .max(500)

const token = z
  .object({
    id: idText,
    label: z.string(),
    last4: z.string(),
    scopes: scopeNames.nullable().describe('null: everything.'),
    developerKey: z.boolean(),
    instanceOwner: z.boolean(),
    userId: z.int().nullable(),
    createdAt: instantText,
    expiresAt: instantText.nullable(),
  })
  .meta({ id: 'AccessToken' })

const newToken = token
  .extend({ token: z.string().describe('In this answer and nowhere else.') })
  .meta({ id: 'NewAccessToken' })

export const tokens = {
  list: endpoint({
    id: 'listTokens',
    method: 'GET',
    path,
    tag,
    summary: 'Tokens of the account, those of apps not among them',
    scopes: reading,
    query: z.object({ limit: pageSize(100, 100), after: cursor }),
    answers: { 200: pageOf(token) },
  }),
  create: endpoint({
    id: 'createToken',
    method: 'POST',
    path,
    tag,
    summary: 'Make a token; nobody gives more than their own token may do',
    scopes: writing,
    body: z.object({
      label: z.string().trim().min(1).max(200),
      scopes: scopeNames.optional().describe('Absent: everything.'),
      expiresInSeconds: z.int().min(1).max(315_360_000).optional().describe('Absent: never.'),
      developerKey: z
        .boolean()
        .default(false)
        .describe('A key for `?hapikey=`: extension actions, webhooks, timeline, and nothing else.'),
      userId: z.int().min(1).optional().describe('Whom the token acts for.'),
    }),
    answers: { 201: newToken },
  }),
  rotate: endpoint({
    id: 'rotateToken',
    method: 'POST',
    path: `${path}/:tokenId/rotation`,
    tag,
    summary: 'Make a new token with the rights of an old one, which goes on for a while',
    scopes: writing,
    body: z.object({ keepOldForSeconds: z.int().min(0).max(604_800).default(0) }),
    answers: { 201: newToken },
  }),
  revoke: endpoint({
    id: 'revokeToken',
    method: 'DELETE',
    path: `${path}/:tokenId`,
    tag,
    summary: 'Refuse a token from now on',
    scopes: writing,
    answers: { 204: null },
  }),
}

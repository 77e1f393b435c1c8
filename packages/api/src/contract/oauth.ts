// Other systems that an account lets in: OAuth 2 with codes and refresh tokens (api.md 2.1, 3.1), and apps themselves.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { scopeNames } from './tokens.js'
import { idText, instantText } from './wire.js'

const tag = 'OAuth'
const apps = '/millrace/v1/apps' as const
const reading = ['millrace.apps.read']
const writing = ['millrace.apps.write']

const appMembers = {
  name: z.string().max(200),
  redirectUrls: z.array(z.string().max(2_000)).max(50),
  scopes: scopeNames,
}

const app = z
  .object({ id: idText, clientId: z.uuid(), ...appMembers, createdAt: instantText })
  .meta({ id: 'App' })
const secret = z.object({ clientSecret: z.string().describe('In this answer and nowhere else.') })

const connected = z
  .object({
    id: idText,
    appId: idText,
    name: z.string(),
    scopes: scopeNames,
    userId: z.int().nullable(),
    connectedAt: instantText,
  })
  .meta({ id: 'ConnectedApp' })

const consentQuery = z.object({
  client_id: z.string().max(100),
  redirect_uri: z.string().max(2_000),
  scope: z.string().max(10_000).default(''),
  optional_scope: z.string().max(10_000).default(''),
  state: z.string().max(2_000).optional(),
  response_type: z.literal('code').default('code'),
  code_challenge: z.string().max(200).optional(),
  code_challenge_method: z.string().max(20).optional(),
})

const issued = z
  .object({
    token_type: z.literal('bearer'),
    access_token: z.string(),
    refresh_token: z.string(),
    expires_in: z.int(),
  })
  .meta({ id: 'IssuedTokens' })

const infoMembers = {
  token: z.string(),
  hub_id: z.int(),
  hub_domain: z.string(),
  user_id: z.int(),
  user: z.string(),
  scopes: z.array(z.string()),
}
const accessInfo = z.object({
  ...infoMembers,
  token_type: z.literal('access'),
  app_id: z.int(),
  expires_in: z.int(),
})
const refreshInfo = z.object({ ...infoMembers, token_type: z.literal('refresh'), client_id: z.string() })
const secretText = z.string().max(500)

/** A token, and who the app is that asks about it. */
const ownToken = z.object({
  client_id: z.string().max(100),
  client_secret: secretText,
  token: secretText,
  token_type_hint: z.string().max(100).optional(),
})

export const oauth = {
  consent: endpoint({
    id: 'showConsent',
    method: 'GET',
    path: '/oauth/authorize',
    tag,
    summary: 'The page on which somebody of an account lets an app in, or does not',
    public: true,
    query: consentQuery,
    answers: { 200: z.string(), 302: null },
  }),
  decide: endpoint({
    id: 'decideConsent',
    method: 'POST',
    path: '/oauth/authorize',
    tag,
    summary: 'The answer given on that page',
    public: true,
    formBody: true,
    query: consentQuery,
    body: z.object({ decision: z.enum(['allow', 'deny']), access_token: secretText.default('') }),
    answers: { 200: z.string(), 302: null },
  }),
  token: endpoint({
    id: 'issueTokens',
    method: 'POST',
    path: '/oauth/v1/token',
    tag,
    summary: 'Change a code, or a refresh token, into an access token',
    public: true,
    formBody: true,
    body: z.object({
      grant_type: z.enum(['authorization_code', 'refresh_token']),
      client_id: z.string().max(100),
      client_secret: secretText,
      redirect_uri: z.string().max(2_000).optional(),
      code: secretText.optional(),
      code_verifier: z.string().max(200).optional(),
      refresh_token: secretText.optional(),
    }),
    answers: { 200: issued },
  }),
  introspect: endpoint({
    id: 'introspectToken',
    method: 'POST',
    path: '/oauth/v1/token/introspect',
    tag,
    summary: 'What a token of an app is good for; only the app itself is told',
    public: true,
    formBody: true,
    body: ownToken,
    answers: {
      200: z.union([
        z.object({ active: z.literal(false) }),
        accessInfo.extend({ active: z.literal(true) }),
        refreshInfo.extend({ active: z.literal(true) }),
      ]),
    },
  }),
  revoke: endpoint({
    id: 'revokeOauthToken',
    method: 'POST',
    path: '/oauth/v1/token/revoke',
    tag,
    summary: 'End a consent by its refresh token',
    public: true,
    formBody: true,
    body: ownToken,
    answers: { 200: z.object({}) },
  }),
  accessToken: endpoint({
    id: 'describeAccessToken',
    method: 'GET',
    path: '/oauth/v1/access-tokens/:token',
    tag,
    summary: 'What an access token is good for',
    public: true,
    answers: { 200: accessInfo },
  }),
  refreshToken: endpoint({
    id: 'describeRefreshToken',
    method: 'GET',
    path: '/oauth/v1/refresh-tokens/:token',
    tag,
    summary: 'What a refresh token is good for',
    public: true,
    answers: { 200: refreshInfo },
  }),
  deleteRefreshToken: endpoint({
    id: 'deleteRefreshToken',
    method: 'DELETE',
    path: '/oauth/v1/refresh-tokens/:token',
    tag,
    summary: 'End a consent with all its tokens',
    public: true,
    answers: { 204: null },
  }),
  listApps: endpoint({
    id: 'listApps',
    method: 'GET',
    path: apps,
    tag,
    summary: 'Apps that this account registered',
    scopes: reading,
    answers: { 200: z.object({ results: z.array(app) }) },
  }),
  createApp: endpoint({
    id: 'createApp',
    method: 'POST',
    path: apps,
    tag,
    summary: 'Register an app that any account of this installation may let in',
    scopes: writing,
    body: z.object(appMembers),
    answers: { 201: app.extend(secret.shape) },
  }),
  updateApp: endpoint({
    id: 'updateApp',
    method: 'PATCH',
    path: `${apps}/:appId`,
    tag,
    summary: 'Change an app; consents that were given stay as they are',
    scopes: writing,
    body: z.object(appMembers).partial(),
    answers: { 200: app },
  }),
  renewSecret: endpoint({
    id: 'renewAppSecret',
    method: 'POST',
    path: `${apps}/:appId/secret`,
    tag,
    summary: 'Make a new client secret; the old one ends at once',
    scopes: writing,
    answers: { 201: secret },
  }),
  deleteApp: endpoint({
    id: 'deleteApp',
    method: 'DELETE',
    path: `${apps}/:appId`,
    tag,
    summary: 'Delete an app with all its tokens, in every account',
    scopes: writing,
    answers: { 204: null },
  }),
  listConnected: endpoint({
    id: 'listConnectedApps',
    method: 'GET',
    path: '/millrace/v1/connected-apps',
    tag,
    summary: 'Apps that may act in this account',
    scopes: reading,
    answers: { 200: z.object({ results: z.array(connected) }) },
  }),
  disconnect: endpoint({
    id: 'disconnectApp',
    method: 'DELETE',
    path: '/millrace/v1/connected-apps/:connectionId',
    tag,
    summary: 'Let an app in no longer',
    scopes: writing,
    answers: { 204: null },
  }),
}

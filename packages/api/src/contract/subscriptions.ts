// Who wants which e-mail (api.md 3.2), in the older and the newer form, and the link in every e-mail.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { idText, instantText } from './wire.js'

const older = '/communication-preferences/v3' as const
const newer = '/communication-preferences/v4' as const
const tag = 'Subscriptions'
const reading = ['communication_preferences.read']
const writing = ['communication_preferences.read_write']

const address = z.string().min(3).max(254)
const legalBasis = z.enum([
  'LEGITIMATE_INTEREST_PQL',
  'LEGITIMATE_INTEREST_CLIENT',
  'PERFORMANCE_OF_CONTRACT',
  'CONSENT_WITH_NOTICE',
  'NON_GDPR',
  'PROCESS_AND_STORE',
  'LEGITIMATE_INTEREST_OTHER',
])
const channel = z.literal('EMAIL').default('EMAIL')

const definition = z
  .object({
    id: idText,
    name: z.string(),
    description: z.string(),
    purpose: z.string(),
    communicationMethod: z.string(),
    isActive: z.boolean(),
    isDefault: z.boolean(),
    isInternal: z.boolean(),
    createdAt: instantText,
    updatedAt: instantText,
  })
  .meta({ id: 'SubscriptionDefinition' })

const olderStatus = z
  .object({
    id: idText,
    name: z.string(),
    description: z.string(),
    status: z.enum(['SUBSCRIBED', 'NOT_SUBSCRIBED']),
    sourceOfStatus: z.enum(['PORTAL_WIDE_STATUS', 'SUBSCRIPTION_STATUS']),
    legalBasis: legalBasis.optional(),
    legalBasisExplanation: z.string().optional(),
  })
  .meta({ id: 'OlderSubscriptionStatus' })

const status = z
  .object({
    channel: z.literal('EMAIL'),
    subscriberIdString: z.string(),
    subscriptionId: z.int(),
    subscriptionName: z.string().optional(),
    status: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SPECIFIED']),
    source: z.string(),
    legalBasis: legalBasis.optional(),
    legalBasisExplanation: z.string().optional(),
    timestamp: instantText,
  })
  .meta({ id: 'SubscriptionStatus' })

const answer = z.object({
  status: z.literal('COMPLETE'),
  results: z.array(status),
  startedAt: instantText,
  completedAt: instantText,
})

const olderChange = z.object({
  emailAddress: address,
  subscriptionId: z.union([idText, z.int().positive()]),
  legalBasis: legalBasis.optional(),
  legalBasisExplanation: z.string().max(5_000).optional(),
})

const change = z.object({
  channel,
  subscriptionId: z.union([idText, z.int().positive()]),
  statusState: z.enum(['SUBSCRIBED', 'UNSUBSCRIBED']),
  legalBasis: legalBasis.optional(),
  legalBasisExplanation: z.string().max(5_000).optional(),
})

/** HTML. */
const page = z.string()

export const subscriptions = {
  olderDefinitions: endpoint({
    id: 'listSubscriptionDefinitionsV3',
    method: 'GET',
    path: `${older}/definitions`,
    tag,
    summary: 'Kinds of e-mail that people may want',
    scopes: reading,
    answers: { 200: z.object({ subscriptionDefinitions: z.array(definition) }) },
  }),
  olderStatus: endpoint({
    id: 'readSubscriptionStatusV3',
    method: 'GET',
    path: `${older}/status/email/:email`,
    tag,
    summary: 'What an address is subscribed to',
    scopes: reading,
    answers: { 200: z.object({ recipient: z.string(), subscriptionStatuses: z.array(olderStatus) }) },
  }),
  olderSubscribe: endpoint({
    id: 'subscribeV3',
    method: 'POST',
    path: `${older}/subscribe`,
    tag,
    summary: 'Subscribe an address; one that opted out personally is refused',
    scopes: writing,
    body: olderChange,
    answers: { 200: olderStatus },
  }),
  olderUnsubscribe: endpoint({
    id: 'unsubscribeV3',
    method: 'POST',
    path: `${older}/unsubscribe`,
    tag,
    summary: 'Unsubscribe an address',
    scopes: writing,
    body: olderChange,
    answers: { 200: olderStatus },
  }),
  definitions: endpoint({
    id: 'listSubscriptionDefinitions',
    method: 'GET',
    path: `${newer}/definitions`,
    tag,
    summary: 'Kinds of e-mail that people may want',
    scopes: reading,
    answers: {
      200: z.object({
        status: z.literal('COMPLETE'),
        results: z.array(definition),
        startedAt: instantText,
        completedAt: instantText,
      }),
    },
  }),
  createDefinition: endpoint({
    id: 'createSubscriptionDefinition',
    method: 'POST',
    path: `${newer}/definitions`,
    tag,
    summary: 'Make a kind of e-mail that people may want',
    scopes: writing,
    body: z.object({
      name: z.string().trim().min(1).max(250),
      description: z.string().max(2_000).default(''),
      purpose: z.string().max(250).default('Marketing'),
      communicationMethod: z.string().max(250).default('Email'),
    }),
    answers: { 201: definition },
  }),
  statuses: endpoint({
    id: 'readSubscriptionStatuses',
    method: 'GET',
    path: `${newer}/statuses/:email`,
    tag,
    summary: 'What is known of an address, a status a kind',
    scopes: reading,
    query: z.object({ channel }),
    answers: { 200: answer },
  }),
  setStatus: endpoint({
    id: 'setSubscriptionStatus',
    method: 'POST',
    path: `${newer}/statuses/:email`,
    tag,
    summary: 'Subscribe or unsubscribe an address; one that opted out personally is not subscribed',
    scopes: writing,
    body: change,
    answers: { 200: status },
  }),
  unsubscribeAll: endpoint({
    id: 'unsubscribeFromAll',
    method: 'POST',
    path: `${newer}/statuses/:email/unsubscribe-all`,
    tag,
    summary: 'Unsubscribe an address from all e-mail',
    scopes: writing,
    query: z.object({ channel }),
    answers: { 200: answer },
  }),
  linkPage: endpoint({
    id: 'showUnsubscribePage',
    method: 'GET',
    path: '/millrace/v1/unsubscribe/:link',
    tag,
    summary: 'The page behind the link in an e-mail: it asks before it does anything',
    public: true,
    answers: { 200: page },
  }),
  linkUsed: endpoint({
    id: 'unsubscribeByLink',
    method: 'POST',
    path: '/millrace/v1/unsubscribe/:link',
    tag,
    summary: 'Unsubscribe whom the e-mail went to, with one click (RFC 8058)',
    public: true,
    formBody: true,
    mostBytes: 4_096,
    body: z.looseObject({ all: z.string().max(10).optional() }).default({}),
    answers: { 200: page },
  }),
}

// E-mail assets (api.md 3.2): what send-email steps name. Members we do not know are kept and given back.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, flag, idText, instantText, pageOf, pageSize } from './wire.js'

const path = '/marketing/v3/emails' as const
const tag = 'Emails'
const scopes = ['content']

const text = (most: number) => z.string().max(most)

/** The longest HTML, and the longest plain text, of one e-mail. */
const longestBody = 500_000

const known = {
  name: text(250).min(1),
  subject: text(1_000),
  type: text(60),
  state: text(60),
  from: z.looseObject({
    fromName: text(250).nullish(),
    replyTo: text(254).nullish().describe('The address it comes from.'),
    customReplyTo: text(254).nullish(),
  }),
  content: z.looseObject({
    html: text(longestBody).nullish().describe('Ours: HubSpot has modules instead.'),
    plainTextVersion: text(longestBody).nullish().describe('Made from the HTML when absent.'),
  }),
  subscriptionDetails: z.looseObject({ subscriptionId: z.union([text(20), z.int()]).nullish() }),
}

const creation = z
  .looseObject({ ...z.object(known).partial().shape, name: known.name })
  .meta({ id: 'EmailToCreate' })
const change = z.looseObject(z.object(known).partial().shape).meta({ id: 'EmailChange' })

const email = z
  .looseObject({
    id: idText,
    name: z.string(),
    subject: z.string(),
    type: z.string(),
    state: z.string(),
    isPublished: z.boolean(),
    archived: z.boolean(),
    from: z.looseObject({}),
    to: z.looseObject({}),
    content: z.looseObject({}),
    subcategory: z.string(),
    sendOnPublish: z.boolean(),
    createdAt: instantText,
    updatedAt: instantText,
    publishDate: instantText.optional(),
    publishedAt: instantText.optional(),
  })
  .meta({ id: 'Email' })

export const emails = {
  list: endpoint({
    id: 'listEmails',
    method: 'GET',
    path,
    tag,
    summary: 'E-mails, a page at a time',
    scopes,
    query: z.object({
      limit: pageSize(10, 300),
      after: cursor,
      archived: flag,
      isPublished: z.enum(['true', 'false']).optional(),
    }),
    answers: { 200: pageOf(email).extend({ total: z.int() }) },
  }),
  create: endpoint({
    id: 'createEmail',
    method: 'POST',
    path,
    tag,
    summary: 'Create an e-mail, as a draft',
    scopes,
    body: creation,
    answers: { 201: email },
  }),
  read: endpoint({
    id: 'readEmail',
    method: 'GET',
    path: `${path}/:emailId`,
    tag,
    summary: 'Read one e-mail as it was saved last',
    scopes,
    query: z.object({ archived: flag }),
    answers: { 200: email },
  }),
  update: endpoint({
    id: 'updateEmail',
    method: 'PATCH',
    path: `${path}/:emailId`,
    tag,
    summary: 'Change an e-mail; what is sent changes when it is published',
    scopes,
    body: change,
    answers: { 200: email },
  }),
  archive: endpoint({
    id: 'archiveEmail',
    method: 'DELETE',
    path: `${path}/:emailId`,
    tag,
    summary: 'Archive an e-mail; steps that send it fail from then on',
    scopes,
    answers: { 204: null },
  }),
  readDraft: endpoint({
    id: 'readEmailDraft',
    method: 'GET',
    path: `${path}/:emailId/draft`,
    tag,
    summary: 'Read the draft',
    scopes,
    answers: { 200: email },
  }),
  updateDraft: endpoint({
    id: 'updateEmailDraft',
    method: 'PATCH',
    path: `${path}/:emailId/draft`,
    tag,
    summary: 'Change the draft',
    scopes,
    body: change,
    answers: { 200: email },
  }),
  resetDraft: endpoint({
    id: 'resetEmailDraft',
    method: 'POST',
    path: `${path}/:emailId/draft/reset`,
    tag,
    summary: 'Make the draft what is published',
    scopes,
    answers: { 204: null },
  }),
  publish: endpoint({
    id: 'publishEmail',
    method: 'POST',
    path: `${path}/:emailId/publish`,
    tag,
    summary: 'Send the draft from now on; 422 with what is missing or wrong',
    scopes,
    answers: { 204: null },
  }),
  unpublish: endpoint({
    id: 'unpublishEmail',
    method: 'POST',
    path: `${path}/:emailId/unpublish`,
    tag,
    summary: 'Send it no more',
    scopes,
    answers: { 204: null },
  }),
  preview: endpoint({
    id: 'previewEmail',
    method: 'POST',
    path: '/millrace/v1/emails/:emailId/preview',
    tag,
    summary: 'The draft as one contact would get it; show its HTML in a sandboxed frame only',
    scopes,
    body: z.object({ recordId: idText }),
    answers: { 200: z.object({ subject: z.string(), html: z.string().nullable(), text: z.string() }) },
  }),
  readSettings: endpoint({
    id: 'readEmailSettings',
    method: 'GET',
    path: '/millrace/v1/email-settings',
    tag,
    summary: 'Rules for all e-mail of the account',
    scopes,
    answers: { 200: settings() },
  }),
  writeSettings: endpoint({
    id: 'writeEmailSettings',
    method: 'PUT',
    path: '/millrace/v1/email-settings',
    tag,
    summary: 'Set the rules for all e-mail of the account',
    scopes,
    body: settings(),
    answers: { 200: settings() },
  }),
}

function settings() {
  return z.object({
    consentRequired: z.boolean().describe('Only who subscribed gets marketing e-mail.'),
    frequencyCap: z.int().min(1).max(10_000).nullable().describe('Per contact, for steps that respect it.'),
    frequencyDays: z.int().min(1).max(365),
    internalDomains: z.array(z.string().max(253)).max(100).describe('Where internal e-mail may go.'),
  })
}

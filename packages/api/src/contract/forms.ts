// Forms, and what people send with them (api.md 3.1, 3.2). Every polymorphic member carries its discriminator (2.8).
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { fieldGroup } from './form-fields.js'
import { configuration, displayOptions, legalConsentOptions } from './form-settings.js'
import { submission } from './form-submission.js'
import { cursor, flag, instantText, names, pageOf, pageSize } from './wire.js'

const path = '/marketing/v3/forms' as const
const tag = 'Forms'
const scopes = ['forms']

const parts = {
  name: z.string().trim().min(1).max(500),
  fieldGroups: z.array(fieldGroup).max(200),
  configuration,
  displayOptions,
  legalConsentOptions,
}

const newForm = z
  .object({
    formType: z.literal('hubspot').default('hubspot'),
    name: parts.name,
    fieldGroups: parts.fieldGroups.default([]),
    configuration: configuration.prefault({}),
    displayOptions: displayOptions.prefault({}),
    legalConsentOptions: legalConsentOptions.default({ type: 'none' }),
  })
  .meta({ id: 'FormToCreate' })

const form = z
  .object({
    id: z.uuid(),
    formType: z.literal('hubspot'),
    ...parts,
    archived: z.boolean(),
    createdAt: instantText,
    updatedAt: instantText,
    archivedAt: instantText.optional(),
  })
  .meta({ id: 'Form' })

const submitted = z.object({ inlineMessage: z.string().optional(), redirectUri: z.string().optional() })
const listedSubmission = z.object({
  conversionId: z.string(),
  submittedAt: z.int(),
  values: z.array(z.object({ name: z.string(), value: z.string(), objectTypeId: z.string() })),
  pageUrl: z.string().optional(),
})

export const forms = {
  list: endpoint({
    id: 'listForms',
    method: 'GET',
    path,
    tag,
    summary: 'All forms',
    scopes,
    query: z.object({ after: cursor, limit: pageSize(20, 100), archived: flag, formTypes: names }),
    answers: { 200: pageOf(form) },
  }),
  create: endpoint({
    id: 'createForm',
    method: 'POST',
    path,
    tag,
    summary: 'Create a form',
    scopes,
    body: newForm,
    answers: { 201: form },
  }),
  read: endpoint({
    id: 'readForm',
    method: 'GET',
    path: `${path}/:formId`,
    tag,
    summary: 'Read a form',
    scopes,
    query: z.object({ archived: flag }),
    answers: { 200: form },
  }),
  update: endpoint({
    id: 'updateForm',
    method: 'PATCH',
    path: `${path}/:formId`,
    tag,
    summary: 'Change parts of a form',
    scopes,
    body: z
      .object({ ...parts, archived: z.boolean() })
      .partial()
      .meta({ id: 'FormChange' }),
    answers: { 200: form },
  }),
  replace: endpoint({
    id: 'replaceForm',
    method: 'PUT',
    path: `${path}/:formId`,
    tag,
    summary: 'Replace a form',
    scopes,
    body: newForm,
    answers: { 200: form },
  }),
  archive: endpoint({
    id: 'archiveForm',
    method: 'DELETE',
    path: `${path}/:formId`,
    tag,
    summary: 'Archive a form: it takes no more submissions',
    scopes,
    answers: { 204: null },
  }),
  submit: endpoint({
    id: 'submitForm',
    method: 'POST',
    path: '/submissions/v3/integration/submit/:portalId/:formId',
    tag,
    summary: 'Send a form, from any page, without credentials',
    public: true,
    anyOrigin: true,
    mostBytes: 256 * 1024,
    body: submission,
    plainBody: true,
    answers: { 200: submitted },
  }),
  submitSecurely: endpoint({
    id: 'submitFormSecurely',
    method: 'POST',
    path: '/submissions/v3/integration/secure/submit/:portalId/:formId',
    tag,
    summary: 'Send a form with credentials',
    scopes,
    body: submission,
    plainBody: true,
    answers: { 200: submitted },
  }),
  listSubmissions: endpoint({
    id: 'listFormSubmissions',
    method: 'GET',
    path: '/form-integrations/v1/submissions/forms/:formId',
    tag,
    summary: 'What was sent with a form, the newest first',
    scopes,
    query: z.object({ after: cursor, limit: pageSize(20, 50) }),
    answers: { 200: pageOf(listedSubmission) },
  }),
}

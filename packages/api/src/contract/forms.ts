// Forms, and what people send with them (api.md 3.1, 3.2). Every polymorphic member carries its discriminator (2.8).
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, flag, instantText, names, pageOf, pageSize } from './wire.js'

const path = '/marketing/v3/forms' as const
const tag = 'Forms'
const scopes = ['forms']

const text = z.string().max(65_536)
const shortText = z.string().max(3_000)

const option = z.object({
  label: shortText,
  value: shortText,
  description: shortText.optional(),
  displayOrder: z.int().default(-1),
})

const conditionOperators = [
  'eq',
  'neq',
  'contains',
  'doesnt_contain',
  'str_starts_with',
  'str_ends_with',
  'lt',
  'lte',
  'gt',
  'gte',
  'between',
  'not_between',
  'within_time_reverse',
  'within_time',
  'set_any',
  'set_not_any',
  'set_all',
  'set_not_all',
  'set_eq',
  'set_neq',
  'is_not_empty',
] as const

const dependentCondition = z.object({
  operator: z.enum(conditionOperators),
  value: text.default(''),
  values: z.array(text).max(1_000).default([]),
  rangeStart: shortText.default(''),
  rangeEnd: shortText.default(''),
})

const common = {
  objectTypeId: z.literal('0-1').default('0-1').describe('Fields write properties of contacts.'),
  name: z.string().min(1).max(100),
  label: shortText,
  required: z.boolean().default(false),
  hidden: z.boolean().default(false),
  description: shortText.optional(),
}
const placeholder = { placeholder: shortText.optional() }
const oneDefault = { defaultValue: text.optional() }
const choices = {
  options: z.array(option).max(1_000).default([]),
  defaultValues: z.array(text).max(1_000).default([]),
}
const digits = z
  .object({
    minAllowedDigits: z.int().min(0).max(100).default(7),
    maxAllowedDigits: z.int().min(0).max(100).default(20),
  })
  .prefault({})
const emailRules = z
  .object({
    blockedEmailDomains: z.array(z.string().max(255)).max(1_000).default([]),
    useDefaultBlockList: z.boolean().default(false),
  })
  .prefault({})
const numberRules = z
  .object({ minAllowedDigits: z.number().default(0), maxAllowedDigits: z.number().default(0) })
  .optional()

/** Fields of every type, with the fields that depend on them. */
function fieldTypes<const D extends z.ZodType>(dependentFields: D) {
  const all = { ...common, dependentFields }
  return [
    z.object({
      fieldType: z.literal('email'),
      ...all,
      ...placeholder,
      ...oneDefault,
      validation: emailRules,
    }),
    z.object({
      fieldType: z.literal('phone'),
      ...all,
      ...placeholder,
      ...oneDefault,
      useCountryCodeSelect: z.boolean().default(false),
      validation: digits,
    }),
    z.object({
      fieldType: z.literal('mobile_phone'),
      ...all,
      ...placeholder,
      ...oneDefault,
      validation: digits,
    }),
    z.object({ fieldType: z.literal('single_line_text'), ...all, ...placeholder, ...oneDefault }),
    z.object({ fieldType: z.literal('multi_line_text'), ...all, ...placeholder, ...oneDefault }),
    z.object({
      fieldType: z.literal('number'),
      ...all,
      ...placeholder,
      ...oneDefault,
      validation: numberRules,
    }),
    z.object({ fieldType: z.literal('single_checkbox'), ...all, ...oneDefault }),
    z.object({ fieldType: z.literal('multiple_checkboxes'), ...all, ...choices }),
    z.object({ fieldType: z.literal('dropdown'), ...all, ...placeholder, ...choices }),
    z.object({ fieldType: z.literal('radio'), ...all, ...choices }),
    z.object({ fieldType: z.literal('payment_link_radio'), ...all, ...choices }),
    z.object({ fieldType: z.literal('datepicker'), ...all, ...placeholder, ...oneDefault }),
    z.object({
      fieldType: z.literal('file'),
      ...all,
      ...placeholder,
      ...oneDefault,
      allowMultipleFiles: z.boolean().default(false),
    }),
  ] as const
}

const dependentField = z
  .discriminatedUnion('fieldType', fieldTypes(z.array(z.never()).default([])))
  .meta({ id: 'DependentFormField' })

const field = z
  .discriminatedUnion(
    'fieldType',
    fieldTypes(z.array(z.object({ dependentCondition, dependentField })).max(50).default([])),
  )
  .meta({ id: 'FormField' })

const fieldGroup = z
  .object({
    groupType: z.enum(['default_group', 'progressive', 'queued']).default('default_group'),
    richTextType: z.enum(['text', 'image']).default('text'),
    richText: text.optional(),
    fields: z.array(field).max(50).default([]),
  })
  .meta({ id: 'FormFieldGroup' })

const configuration = z
  .object({
    language: z
      .string()
      .regex(/^[a-z]{2}(-[a-z]{2})?$/)
      .default('en'),
    cloneable: z.boolean().default(true),
    editable: z.boolean().default(true),
    archivable: z.boolean().default(true),
    recaptchaEnabled: z.boolean().default(false),
    notifyContactOwner: z.boolean().default(false),
    notifyRecipients: z.array(z.string().max(320)).max(100).default([]),
    createNewContactForNewEmail: z.boolean().default(true),
    prePopulateKnownValues: z.boolean().default(true),
    allowLinkToResetKnownValues: z.boolean().default(false),
    lifecycleStages: z
      .array(z.object({ objectTypeId: z.string().max(50), value: z.string().max(100) }))
      .max(10)
      .default([]),
    postSubmitAction: z
      .object({ type: z.enum(['thank_you', 'redirect_url']), value: text })
      .default({ type: 'thank_you', value: '' }),
  })
  .meta({ id: 'FormConfiguration' })

const look = z.string().max(200)
const displayOptions = z
  .object({
    renderRawHtml: z.boolean().default(false),
    theme: z.enum(['default_style', 'canvas', 'linear', 'round', 'sharp', 'legacy']).default('default_style'),
    submitButtonText: shortText.default('Submit'),
    cssClass: shortText.optional(),
    style: z
      .object({
        fontFamily: look.default('arial, helvetica, sans-serif'),
        backgroundWidth: look.default('100%'),
        labelTextColor: look.default('#33475b'),
        labelTextSize: look.default('11px'),
        helpTextColor: look.default('#7C98B6'),
        helpTextSize: look.default('11px'),
        legalConsentTextColor: look.default('#33475b'),
        legalConsentTextSize: look.default('14px'),
        submitColor: look.default('#ff7a59'),
        submitAlignment: z.enum(['left', 'center', 'right']).default('left'),
        submitFontColor: look.default('#ffffff'),
        submitSize: look.default('12px'),
      })
      .prefault({}),
  })
  .meta({ id: 'FormDisplayOptions' })

const checkbox = z.object({
  subscriptionTypeId: z.int().positive(),
  label: text,
  required: z.boolean().default(false),
})
const communications = {
  communicationsCheckboxes: z.array(checkbox).max(100).default([]),
  communicationConsentText: text.optional(),
  consentToProcessText: text.optional(),
  privacyText: text.default(''),
}
const legalConsentOptions = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('none') }),
    z.object({
      type: z.literal('explicit_consent_to_process'),
      ...communications,
      consentToProcessCheckboxLabel: text.optional(),
      consentToProcessFooterText: text.optional(),
    }),
    z.object({ type: z.literal('implicit_consent_to_process'), ...communications }),
    z.object({
      type: z.literal('legitimate_interest'),
      subscriptionTypeIds: z.array(z.int().positive()).max(100).default([]),
      lawfulBasis: z.enum(['lead', 'client', 'other']).default('lead'),
      privacyText: text.default(''),
    }),
  ])
  .meta({ id: 'LegalConsentOptions' })

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

/** What people send. Checked by the route, so that refusals have the shape that form scripts know. */
export const submission = z
  .object({
    fields: z
      .array(
        z.object({
          name: z.string().min(1).max(200),
          value: text,
          objectTypeId: z.string().max(50).optional(),
        }),
      )
      .max(1_000),
    submittedAt: z.union([z.int(), z.string().max(40)]).optional(),
    context: z
      .object({
        hutk: z.string().max(255),
        ipAddress: z.string().max(100),
        pageUri: z.string().max(10_000),
        pageName: z.string().max(3_000),
        pageId: z.string().max(255),
      })
      .partial()
      .default({}),
    legalConsentOptions: z
      .object({
        consent: z.object({
          consentToProcess: z.boolean().default(false),
          text: text.default(''),
          communications: z
            .array(
              z.object({
                value: z.boolean(),
                subscriptionTypeId: z.int().positive(),
                text: text.default(''),
              }),
            )
            .max(100)
            .default([]),
        }),
        legitimateInterest: z.object({
          value: z.boolean(),
          subscriptionTypeId: z.int().positive(),
          legalBasis: z.enum(['CUSTOMER', 'LEAD']),
          text: text.default(''),
        }),
      })
      .partial()
      .optional(),
  })
  .meta({ id: 'FormSubmission' })

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

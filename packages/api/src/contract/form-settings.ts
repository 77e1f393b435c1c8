// What a form is besides its fields: how it behaves, looks, and asks for consent (api.md 2.8).
import * as z from 'zod'
import { shortText, text } from './form-fields.js'

export const configuration = z
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
export const displayOptions = z
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
export const legalConsentOptions = z
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

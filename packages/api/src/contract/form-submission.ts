import * as z from 'zod'
import { text } from './form-fields.js'

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

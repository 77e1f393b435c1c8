// Fields of forms, of every type, each with its discriminator (api.md 2.8).
import * as z from 'zod'

/** As long as any value of a record may be. */
export const text = z.string().max(65_536)
export const shortText = z.string().max(3_000)

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

export const fieldGroup = z
  .object({
    groupType: z.enum(['default_group', 'progressive', 'queued']).default('default_group'),
    richTextType: z.enum(['text', 'image']).default('text'),
    richText: text.optional(),
    fields: z.array(field).max(50).default([]),
  })
  .meta({ id: 'FormFieldGroup' })

// What was filled in, held against the form and against the properties its fields write.
import { isIP } from 'node:net'
import { type CanonicalValue, type ProblemCode, toCanonical } from '@millrace/model'
import type { Definitions } from '@millrace/store'
import { consentErrors } from './check-consent.js'
import { type AnyFormField, type FormDocument, fieldsOf } from './form-document.js'
import type { SentSubmission } from './read-submission.js'
import { type ErrorType, type SubmissionError, submissionRefused } from './submission-problem.js'

/** Canonical values by property; what was left empty is not written. Problem: SUBMISSION_REFUSED with every error. */
export function checkSubmission(
  definitions: Definitions,
  form: FormDocument,
  sent: SentSubmission,
): Readonly<Record<string, CanonicalValue>> {
  const fields = new Map(fieldsOf(form).map((field) => [field.name, field]))
  const texts = joined(sent.fields)
  const values: Record<string, CanonicalValue> = {}
  const errors: SubmissionError[] = [...circumstances(form, sent)]
  for (const { name, required } of fields.values())
    if (required && !texts.has(name)) errors.push(inField('REQUIRED_FIELD', name, 'It must be filled in.'))
  for (const [name, text] of texts) {
    const field = fields.get(name)
    const value = field
      ? canonicalOf(definitions, field, text)
      : inField('FIELD_NOT_IN_FORM_DEFINITION', name, 'The form has no such field.')
    if (isError(value)) errors.push(value)
    else if (value !== null) values[name] = value
  }
  if (errors.length > 0) throw submissionRefused(errors)
  return values
}

function circumstances(form: FormDocument, { context, legalConsentOptions }: SentSubmission) {
  const errors: SubmissionError[] = [...consentErrors(form.legalConsentOptions, legalConsentOptions)]
  if (form.configuration.recaptchaEnabled)
    errors.push({ errorType: 'FORM_HAS_RECAPTCHA_ENABLED', message: 'This form is for people only.' })
  if (context.ipAddress !== undefined && isIP(context.ipAddress) === 0)
    errors.push({ errorType: 'INVALID_IP_ADDRESS', message: "Error in 'context.ipAddress'. It is none." })
  return errors
}

/** A field sent several times has several choices; empty ones say nothing. */
function joined(fields: SentSubmission['fields']): ReadonlyMap<string, string> {
  const texts = new Map<string, string>()
  for (const { name, value } of fields) {
    if (value.trim() === '') continue
    const before = texts.get(name)
    texts.set(name, before === undefined ? value : `${before};${value}`)
  }
  return texts
}

function canonicalOf(
  definitions: Definitions,
  field: AnyFormField,
  text: string,
): CanonicalValue | null | SubmissionError {
  const wrong = fieldError(field, text)
  if (wrong) return wrong
  const property = definitions.property(field.objectTypeId, field.name)
  if (!property || property.archivedAt !== null)
    return inField('FIELD_NOT_IN_FORM_DEFINITION', field.name, 'There is no such property any more.')
  const result = toCanonical(property, text, { timeZone: definitions.catalogue.timeZone })
  if (result.ok) return result.value
  const { code, message } = result.problem
  return inField(errorTypes[code] ?? 'INVALID_VALUE', field.name, message)
}

const errorTypes: Partial<Record<ProblemCode, ErrorType>> = {
  INVALID_NUMBER: 'INVALID_NUMBER',
  INVALID_OPTION: 'VALUE_NOT_IN_FIELD_DEFINITION',
  VALUE_TOO_LONG: 'INPUT_TOO_LARGE',
}

/** What the form itself asks of a value, over and above its property. */
function fieldError(field: AnyFormField, text: string): SubmissionError | undefined {
  const { name } = field
  switch (field.fieldType) {
    case 'email':
      if (!isEmail(text)) return inField('INVALID_EMAIL', name, 'It is no e-mail address.')
      return isBlocked(text, field.validation.blockedEmailDomains)
        ? inField('BLOCKED_EMAIL', name, 'This form does not take addresses of that domain.')
        : undefined
    case 'number':
      if (!Number.isFinite(Number(text))) return inField('INVALID_NUMBER', name, 'It is no number.')
      return field.validation && !isInRange(Number(text), field.validation)
        ? inField('NUMBER_OUT_OF_RANGE', name, 'It is out of the range of this field.')
        : undefined
    case 'multiple_checkboxes':
      return notOffered(field, text.split(';'))
    case 'dropdown':
    case 'radio':
    case 'payment_link_radio':
      return notOffered(field, [text])
    default:
      return undefined
  }
}

/** Without options of its own a field offers what the property has. */
function notOffered(
  { name, options }: Extract<AnyFormField, { readonly options: unknown }>,
  chosen: readonly string[],
): SubmissionError | undefined {
  const offered = options.map(({ value }) => value.trim())
  if (offered.length === 0 || chosen.every((each) => each.trim() === '' || offered.includes(each.trim())))
    return undefined
  return inField('VALUE_NOT_IN_FIELD_DEFINITION', name, 'It is not among the options of this field.')
}

function isEmail(text: string): boolean {
  return text.length <= 320 && /^[^\s@,;<>()"]+@[^\s@.,;<>()"]+(?:\.[^\s@.,;<>()"]+)+$/.test(text.trim())
}

function isBlocked(email: string, domains: readonly string[]): boolean {
  const domain = email
    .slice(email.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase()
  return domains.some((blocked) => {
    const name = blocked.trim().toLowerCase().replace(/^@/, '')
    return name !== '' && (domain === name || domain.endsWith(`.${name}`))
  })
}

/** Zero at the upper end says that there is none. */
function isInRange(value: number, range: { minAllowedDigits: number; maxAllowedDigits: number }): boolean {
  return value >= range.minAllowedDigits && (range.maxAllowedDigits === 0 || value <= range.maxAllowedDigits)
}

function inField(errorType: ErrorType, name: string, sentence: string): SubmissionError {
  return { errorType, message: `Error in 'fields.${name.slice(0, 100)}'. ${sentence}` }
}

function isError(value: CanonicalValue | null | SubmissionError): value is SubmissionError {
  return typeof value === 'object' && value !== null && 'errorType' in value
}

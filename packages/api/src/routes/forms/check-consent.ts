import type { FormDocument } from './form-document.js'
import type { SentSubmission } from './read-submission.js'
import type { SubmissionError } from './submission-problem.js'

/** What a form asks of whoever sends it, and what they said: each text must be there that a consent stands for. */
export function consentErrors(
  { type }: FormDocument['legalConsentOptions'],
  given: SentSubmission['legalConsentOptions'],
): readonly SubmissionError[] {
  const { consent, legitimateInterest } = given ?? {}
  const errors: SubmissionError[] = []
  const agreed = consent?.consentToProcess ?? legitimateInterest?.value ?? false
  if ((given || type === 'explicit_consent_to_process') && type !== 'none' && !agreed)
    errors.push(error('MISSING_PROCESSING_CONSENT', 'Nobody has consented to the processing of these data.'))
  if (consent?.consentToProcess && consent.text.trim() === '')
    errors.push(error('MISSING_PROCESSING_CONSENT_TEXT', 'The text that was consented to is missing.'))
  if (consent?.communications.some(({ text }) => text.trim() === ''))
    errors.push(error('MISSING_COMMUNICATION_CONSENT_TEXT', 'The text of a communication is missing.'))
  if (legitimateInterest && legitimateInterest.text.trim() === '')
    errors.push(error('MISSING_LEGITIMATE_INTEREST_TEXT', 'The text of the legitimate interest is missing.'))
  const types = consent?.communications.map(({ subscriptionTypeId }) => subscriptionTypeId) ?? []
  if (new Set(types).size < types.length)
    errors.push(error('DUPLICATE_SUBSCRIPTION_TYPE_ID', 'A subscription type stands there twice.'))
  return errors
}

function error(errorType: SubmissionError['errorType'], message: string): SubmissionError {
  return { errorType, message }
}

// Refusals of a submission have the shape that form scripts know: an `errorType` for each thing that is wrong.
import { Problem } from '@millrace/model'
import type { Answer } from '../../register.js'

/** HubSpot's names of what can be wrong, and `INVALID_VALUE` for what a property itself refuses. */
export type ErrorType =
  | 'BLOCKED_EMAIL'
  | 'DUPLICATE_SUBSCRIPTION_TYPE_ID'
  | 'FIELD_NOT_IN_FORM_DEFINITION'
  | 'FORM_HAS_RECAPTCHA_ENABLED'
  | 'FORM_NOT_FOUND'
  | 'INPUT_TOO_LARGE'
  | 'INVALID_EMAIL'
  | 'INVALID_IP_ADDRESS'
  | 'INVALID_METADATA'
  | 'INVALID_NUMBER'
  | 'INVALID_VALUE'
  | 'MISSING_COMMUNICATION_CONSENT_TEXT'
  | 'MISSING_LEGITIMATE_INTEREST_TEXT'
  | 'MISSING_PROCESSING_CONSENT'
  | 'MISSING_PROCESSING_CONSENT_TEXT'
  | 'NUMBER_OUT_OF_RANGE'
  | 'REQUIRED_FIELD'
  | 'VALUE_NOT_IN_FIELD_DEFINITION'

export interface SubmissionError {
  readonly errorType: ErrorType
  readonly message: string
}

/** SUBMISSION_REFUSED with each error as a detail: one thing to throw. */
export function submissionRefused(errors: readonly SubmissionError[]): Problem {
  return new Problem('SUBMISSION_REFUSED', 'The request is not valid.', {
    details: errors.map(({ errorType, message }) => ({ message, code: errorType })),
  })
}

/** The answer to a submission; a Problem becomes one in the form API's own shape. Surprises go on. */
export async function inFormShape(correlationId: string, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof Problem) || error.status >= 500) throw error
    return {
      status: error.status,
      headers: {
        'x-hubspot-correlation-id': correlationId,
        ...(error.status === 429 && { 'retry-after': '10' }),
      },
      body: {
        status: 'error',
        message: error.message,
        correlationId,
        category: error.category,
        subCategory: error.code,
        errors: errorsOf(error),
      },
    }
  }
}

function errorsOf({ code, message, details }: Problem): readonly Readonly<Record<string, string>>[] {
  if (details.length === 0) return [{ message, errorType: code }]
  return details.map((detail) => ({ message: detail.message, errorType: detail.code ?? code }))
}

import type * as z from 'zod'
import { submission } from '../../contract/form-submission.js'
import { submissionRefused } from './submission-problem.js'

export type SentSubmission = z.output<typeof submission>

/** Problem: SUBMISSION_REFUSED. */
export function readSubmission(body: unknown): SentSubmission {
  const result = submission.safeParse(body)
  if (result.success) return result.data
  throw submissionRefused(
    result.error.issues.slice(0, 20).map(({ code, path, message }) => ({
      errorType: code === 'too_big' ? 'INPUT_TOO_LARGE' : 'INVALID_METADATA',
      message: `Error in '${path.join('.').slice(0, 200)}'. ${message}`,
    })),
  )
}

import { Problem } from '@millrace/model'

/** What is wrong with a field of what somebody wants to define. */
export function invalidBody(field: string, sentence: string): Problem {
  return new Problem('INVALID_BODY', sentence, { field })
}

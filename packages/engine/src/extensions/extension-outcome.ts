import { type OutputField, type Outputs, outputsFrom, type WebhookRequest } from '@millrace/actions'
import { addDuration, parseIsoDuration } from '@millrace/model'
import { answeredObject } from '../webhooks/answer-outputs.js'
import type { AnswerBody } from '../webhooks/read-answer.js'
import type { SendDetail, SendOutcome } from '../webhooks/send-outcome.js'

/** A-INT-17. */
const usualHold = { weeks: 1 }
const longestHold = 365 * 86_400_000

/** What an app's answer, or its completion, says of an execution. */
export type Reported =
  | { readonly kind: 'succeeded'; readonly outputs: Outputs }
  | { readonly kind: 'failed'; readonly outputs: Outputs }
  | { readonly kind: 'blocked' }

/** `hs_execution_state` and the declared outputs; anything unknown is a success (api.md 8.3). */
export function readReport(outputFields: unknown, declared: readonly OutputField[]): Reported {
  const state = textOf(outputFields, 'hs_execution_state')?.toUpperCase()
  if (state === 'BLOCK' || state === 'ASYNC') return { kind: 'blocked' }
  if (state === 'FAIL_CONTINUE' || state === 'FAILURE')
    return { kind: 'failed', outputs: { hs_execution_state: 'FAIL_CONTINUE' } }
  const outputs = outputsFrom(outputFields, declared)
  return { kind: 'succeeded', outputs: { ...outputs, hs_execution_state: 'SUCCESS' } }
}

/** How a 2xx answer of an app ends the attempt. */
export function extensionOutcome(
  { outputFields = [] }: WebhookRequest,
  body: AnswerBody,
  detail: SendDetail,
  now: number,
): SendOutcome {
  const answered = answeredObject(body)?.outputFields
  const report = readReport(answered, outputFields)
  switch (report.kind) {
    case 'succeeded':
      return { kind: 'succeeded', outputs: report.outputs, detail }
    case 'failed':
      return { kind: 'failed', code: 'app_failed', outputs: report.outputs, detail }
    case 'blocked':
      return { kind: 'blocked', until: now + holdOf(answered), detail }
  }
}

/** `hs_expiration_duration`, ISO 8601; a week where there is none that can be read. */
function holdOf(answered: unknown): number {
  const written = textOf(answered, 'hs_expiration_duration')
  const duration = (written === undefined ? undefined : parseIsoDuration(written)) ?? usualHold
  const known = Object.values(duration).every((amount) => Math.abs(amount) < 1e6) ? duration : usualHold
  return Math.max(0, Math.min(longestHold, addDuration(0, known, 'UTC')))
}

function textOf(fields: unknown, name: string): string | undefined {
  if (typeof fields !== 'object' || fields === null || !Object.hasOwn(fields, name)) return undefined
  const value = (fields as Readonly<Record<string, unknown>>)[name]
  return typeof value === 'string' ? value : undefined
}

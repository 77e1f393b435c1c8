// Sends one webhook once and says how it ended; never throws for anything the other side can do (A-WHK-14 to 22).
import type { WebhookRequest } from '@millrace/actions'
import { type Agent, request as httpRequest } from 'undici'
import { extensionOutcome } from '../extensions/extension-outcome.js'
import { answerOutputs } from './answer-outputs.js'
import { loggable } from './loggable.js'
import { type AnswerBody, readAnswer } from './read-answer.js'
import { retryAfterMs } from './retry-after.js'
import type { SendDetail, SendFailure, SendOutcome } from './send-outcome.js'
import { buildRequest, type HttpRequest } from './webhook-request.js'

export interface SendContext {
  readonly agent: Agent
  /** A-WHK-14: from the first byte sent to the last byte read. */
  readonly connectTimeoutMs: number
  readonly responseTimeoutMs: number
  readonly effectId: string
  /** The stored secret this webhook names, null where there is none. */
  readonly secret: string | null
  /** Epoch ms: stamped on the request, and what a Retry-After date is measured from. */
  readonly now: number
  /** Aborts the attempt; the result is then not to be used. */
  readonly signal: AbortSignal
}

/** A-WHK-13: an answer above this is not parsed. */
export const longestAnswer = 1_048_576
const loggedAnswer = 2_048
const loggedUrl = 2_048

export async function sendWebhook(webhook: WebhookRequest, context: SendContext): Promise<SendOutcome> {
  const secrets = context.secret === null ? [] : [context.secret]
  const shown = { method: webhook.method, url: loggable(webhook.url, secrets, loggedUrl) }
  const built = buildRequest(webhook, { id: context.effectId, at: context.now, secret: context.secret })
  if (!built.ok) return failure('failed', built.code, { ...shown, message: built.message })
  const started = performance.now()
  try {
    const answer = await exchange(built.request, context)
    const detail: SendDetail = {
      method: webhook.method,
      url: loggable(built.request.url, secrets, loggedUrl),
      status: answer.status,
      durationMs: Math.round(performance.now() - started),
      response: loggable(answer.body.text, secrets, loggedAnswer),
    }
    return judge(webhook, answer, detail, context.now)
  } catch (error) {
    return notAnswered(error, { ...shown, message: loggable(messageOf(error), secrets, 500) })
  }
}

interface Answer {
  readonly status: number
  readonly retryAfter: string | undefined
  readonly body: AnswerBody
}

async function exchange(request: HttpRequest, context: SendContext): Promise<Answer> {
  const deadline = AbortSignal.timeout(context.connectTimeoutMs + context.responseTimeoutMs)
  const { statusCode, headers, body } = await httpRequest(request.url, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    dispatcher: context.agent,
    signal: AbortSignal.any([deadline, context.signal]),
  })
  const retryAfter = headers['retry-after']
  return {
    status: statusCode,
    retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter,
    body: await readAnswer(body, longestAnswer),
  }
}

function judge(webhook: WebhookRequest, answer: Answer, detail: SendDetail, now: number): SendOutcome {
  const { status } = answer
  const answered = { hs_http_status: status }
  if (status >= 200 && status < 300) {
    if (webhook.extension) return extensionOutcome(webhook, answer.body, detail, now)
    const outputs = {
      ...answerOutputs(answer.body, webhook.outputFields),
      ...answered,
      hs_execution_state: 'SUCCESS',
    }
    return { kind: 'succeeded', outputs, detail }
  }
  const outputs = { ...answered, hs_execution_state: 'FAILURE' }
  if (status === 429) {
    return {
      kind: 'retry',
      code: 'rate_limited',
      afterMs: retryAfterMs(answer.retryAfter, now),
      outputs,
      detail,
    }
  }
  if (status >= 500) return { kind: 'retry', code: 'http_status', afterMs: null, outputs, detail }
  return { kind: 'failed', code: status < 400 ? 'redirect_refused' : 'http_status', outputs, detail }
}

function notAnswered(error: unknown, detail: SendDetail): SendOutcome {
  const codes = codesOf(error)
  if (codes.includes('ADDRESS_REFUSED')) return failure('failed', 'address_refused', detail)
  if (codes.includes('UND_ERR_INVALID_ARG')) return failure('failed', 'invalid_url', detail)
  const late = codes.some((code) => /TIMEOUT|ETIMEDOUT|^TimeoutError$/.test(code))
  return failure('retry', late ? 'timed_out' : 'connection_failed', detail)
}

function failure(kind: 'failed' | 'retry', code: SendFailure, detail: SendDetail): SendOutcome {
  const outputs = { hs_execution_state: 'FAILURE' }
  return kind === 'failed' ? { kind, code, outputs, detail } : { kind, code, afterMs: null, outputs, detail }
}

/** Codes and names along the chain of causes: undici wraps what the connector said. */
function codesOf(error: unknown): string[] {
  const codes: string[] = []
  for (let at = error; at instanceof Error && codes.length < 20; at = at.cause) {
    codes.push(at.name, ...('code' in at ? [String(at.code)] : []))
  }
  return codes
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

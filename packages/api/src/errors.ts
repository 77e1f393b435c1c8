// Whatever goes wrong becomes one Problem, and every Problem becomes the one error body (api.md 2.2).
import { Problem, type ProblemDetail } from '@millrace/model'
import { CommitUnknown } from '@millrace/store'
import type { FastifyReply } from 'fastify'

export interface ErrorBody {
  readonly status: 'error'
  readonly message: string
  readonly correlationId: string
  readonly category: string
  readonly subCategory: string
  readonly errors?: readonly ProblemDetail[]
  readonly context?: Readonly<Record<string, readonly string[]>>
  readonly links: Readonly<Record<string, string>>
  /** With 429: api-client decides by the second whether, and how long, it waits (api.md 2.4). */
  readonly errorType?: 'RATE_LIMIT'
  readonly policyName?: 'TEN_SECONDLY_ROLLING'
}

/** `subCategory` carries our stable code; `errors[]` the field it concerns, or one entry per refused value. */
export function errorBody(problem: Problem, correlationId: string): ErrorBody {
  const errors = problem.details.length > 0 ? problem.details : ownDetail(problem)
  return {
    status: 'error',
    message: problem.message,
    correlationId,
    category: problem.category,
    subCategory: problem.code,
    ...(errors.length === 0 ? {} : { errors }),
    ...(Object.keys(problem.context).length === 0 ? {} : { context: problem.context }),
    links: {},
    ...(problem.code === 'RATE_LIMITED' && {
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
    }),
  }
}

function ownDetail(problem: Problem): readonly ProblemDetail[] {
  return problem.field === undefined && Object.keys(problem.context).length === 0 ? [] : [problem.toDetail()]
}

/** Sends a problem. 409 and final 5xx tell clients not to try again; a database that is away tells them when to. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  const { id } = reply.request
  if (problem.status === 409 || problem.status >= 500) {
    const passing = problem.code === 'UNAVAILABLE' && !(problem.cause instanceof CommitUnknown)
    if (passing) reply.header('retry-after', '1')
    else reply.header('x-should-retry', 'false')
  }
  return reply
    .code(problem.status)
    .header('x-hubspot-correlation-id', id)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(errorBody(problem, id)))
}

/** The problem an error stands for; INTERNAL with the error as its cause when it is a surprise. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error
  if (error instanceof CommitUnknown) return commitUnknown(error)
  const code = codeOf(error)
  if (code.startsWith('FST_')) return ofFramework(code, error)
  return ofDatabase(code, error) ?? new Problem('INTERNAL', 'Something went wrong here.', { cause: error })
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('code' in error)) return ''
  return typeof error.code === 'string' ? error.code : ''
}

const frameworkProblems: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new Problem('BODY_TOO_LARGE', 'The body is larger than 2 MB.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Problem(
    'UNSUPPORTED_MEDIA_TYPE',
    'Send the body as Content-Type: application/json.',
  ),
  FST_ERR_BAD_URL: new Problem('INVALID_PATH', 'The path is not valid percent-encoded UTF-8.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new Problem(
    'INVALID_BODY',
    'The length of the body does not match its Content-Length.',
  ),
}

function ofFramework(code: string, error: unknown): Problem {
  const known = frameworkProblems[code]
  if (known) return known
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500
  return typeof status === 'number' && status < 500
    ? new Problem('INVALID_BODY', 'The request cannot be read.', { cause: error })
    : new Problem('INTERNAL', 'Something went wrong here.', { cause: error })
}

/** Not the caller's fault and not for long: no connection, shutting down, too many, a deadlock, a time-out. */
const passing = /^(08...|57P..|57014|53...|40P01|40001|55P03)$/
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND'])

function ofDatabase(code: string, error: unknown): Problem | undefined {
  if (passing.test(code) || unreachable.has(code) || isLostConnection(error)) {
    return new Problem('UNAVAILABLE', 'The database does not answer at the moment. Try again.', {
      cause: error,
    })
  }
  // Text that PostgreSQL refuses is caught on the way in; should some get through, it is still the caller's text.
  if (code === '22021' || code === '22P05') {
    return new Problem('INVALID_TEXT', 'Some text cannot be stored.', { cause: error })
  }
  return undefined
}

/** The driver reports a connection that ends under it, or cannot be had in time, without any code. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /Connection terminated|connection timeout|Client has encountered/.test(error.message)
  )
}

function commitUnknown(error: CommitUnknown): Problem {
  return new Problem(
    'UNAVAILABLE',
    'The database went away while committing: the change may or may not have happened. Read before trying again.',
    { cause: error },
  )
}

// From an endpoint of the contract to a route: who asks, is the input well formed, then the handler's answer.
import { isStorableText, Problem, type ProblemCode, type ProblemDetail } from '@millrace/model'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import * as z from 'zod'
import type { Caller, Credentials } from './authenticate.js'
import { authorize } from './authorize.js'
import type { BodyOf, Endpoint, ParamsOf, QueryOf } from './contract/endpoint.js'
import { error } from './contract/wire.js'

type CallerOf<E extends Endpoint> = E extends { readonly public: true } ? null : Caller

/** One request to an endpoint, checked against its contract. */
export interface Call<E extends Endpoint = Endpoint> {
  /** null where the endpoint is public. */
  readonly caller: CallerOf<E>
  /** The correlation id of its answer. */
  readonly id: string
  /** Where it came from: of trusted proxies, what they say. */
  readonly address: string
  readonly params: ParamsOf<E>
  readonly query: QueryOf<E>
  readonly body: BodyOf<E>
  /** Of the optional header `Idempotency-Key` (api.md 2.5). */
  readonly idempotencyKey: string | undefined
  /** Method and path as routed: with the body it tells a repeated request from another one. */
  readonly target: string
  /** Refuses the caller unless it holds what the endpoint asks; for an object type only the body names. */
  authorize(objectType: string): void
}

export interface Answer {
  readonly status: number
  /** Absent: no body. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export type Handler<E extends Endpoint> = (call: Call<E>) => Promise<Answer>
export type On = <const E extends Endpoint>(endpoint: E, handler: Handler<E>) => void
export type Authenticate = (credentials: Credentials) => Promise<Caller>

export function registrar(app: FastifyInstance, authenticate: Authenticate): On {
  return (endpoint, handler) => {
    app.route({
      method: endpoint.method,
      url: endpoint.path,
      schema: documentation(endpoint),
      ...(endpoint.mostBytes !== undefined && { bodyLimit: endpoint.mostBytes }),
      // Before the body is read: nobody unknown makes us parse two megabytes.
      onRequest: async (request) => {
        if (!endpoint.public) request.caller = await callerOf(request, endpoint, authenticate)
        if (!endpoint.formBody) refuseForm(request)
        if (!endpoint.textBody) refuseText(request)
      },
      handler: async (request, reply) => {
        const answer = await handler(callOf(request, endpoint))
        return reply
          .code(answer.status)
          .headers({ ...answer.headers })
          .send(answer.body)
      },
    })
  }
}

/** What clients ask with a developer key: `?hapikey=` (api.md 2.1). */
const forDevelopers = /^\/(automation\/v4\/actions|webhooks\/v3|integrators\/timeline\/v3)(\/|$)/

async function callerOf(
  request: FastifyRequest,
  endpoint: Endpoint,
  authenticate: Authenticate,
): Promise<Caller> {
  const { hapikey } = request.query as { readonly hapikey?: unknown }
  const caller = await authenticate({
    authorization: request.headers.authorization,
    developerKey: forDevelopers.test(endpoint.path) && typeof hapikey === 'string' ? hapikey : undefined,
  })
  authorize(caller, endpoint, objectTypeOf(request))
  return caller
}

/** Only few endpoints read a form; to the others it would be a way around the checks of JSON. */
function refuseForm({ headers }: FastifyRequest): void {
  if (!headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded')) return
  throw new Problem('UNSUPPORTED_MEDIA_TYPE', 'Send the body as Content-Type: application/json.')
}

function refuseText({ headers }: FastifyRequest): void {
  if (!headers['content-type']?.toLowerCase().startsWith('text/plain')) return
  throw new Problem('UNSUPPORTED_MEDIA_TYPE', 'Send the body as Content-Type: application/json.')
}

function callOf<E extends Endpoint>(request: FastifyRequest, endpoint: E): Call<E> {
  const { caller } = request
  if (caller === null && !endpoint.public) throw new Error(`${endpoint.id} was reached without a caller`)
  refuseUnstorable(request.params, 'INVALID_PATH')
  refuseUnstorable(request.query, 'INVALID_QUERY')
  return {
    caller: caller as CallerOf<E>,
    id: request.id,
    address: request.ip,
    params: request.params as ParamsOf<E>,
    query: (endpoint.query ? checked(endpoint.query, request.query, 'INVALID_QUERY') : {}) as QueryOf<E>,
    body: bodyOf(request, endpoint) as BodyOf<E>,
    idempotencyKey: idempotencyKeyOf(request),
    target: `${request.method} ${request.url}`,
    authorize: (objectType) => {
      if (caller !== null) authorize(caller, endpoint, objectType)
    },
  }
}

function bodyOf(request: FastifyRequest, endpoint: Endpoint): unknown {
  if (!endpoint.body) return undefined
  const body = request.body ?? undefined
  return endpoint.plainBody ? body : checked(endpoint.body, body, 'INVALID_BODY')
}

function objectTypeOf(request: FastifyRequest): string | undefined {
  const params = request.params as Readonly<Record<string, string | undefined>>
  return params.objectType
}

function idempotencyKeyOf({ method, headers }: FastifyRequest): string | undefined {
  const key = headers['idempotency-key']
  if (method !== 'POST' || key === undefined || key === '') return undefined
  if (typeof key === 'string' && key.length <= 255) return key
  throw new Problem('INVALID_QUERY', 'An Idempotency-Key is one text of at most 255 characters.', {
    field: 'Idempotency-Key',
  })
}

/** Percent-encoding can spell what PostgreSQL cannot hold. */
function refuseUnstorable(given: unknown, code: ProblemCode): void {
  for (const [name, value] of Object.entries(given as Record<string, string | readonly string[]>)) {
    for (const text of [name, value].flat()) {
      if (!isStorableText(text))
        throw new Problem(code, 'Text must not hold a lone surrogate or the character U+0000.')
    }
  }
}

function checked(schema: z.ZodType, given: unknown, code: ProblemCode): unknown {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const details = result.error.issues.slice(0, 20).map((issue) => detailOf(issue, code))
  const [first] = details
  const place = first?.in ? `${first.in}: ` : ''
  throw new Problem(
    code,
    `${partNames[code] ?? 'The request'} is not valid. ${place}${first?.message ?? ''}`,
    {
      details,
    },
  )
}

const partNames: Partial<Record<ProblemCode, string>> = {
  INVALID_QUERY: 'The query',
  INVALID_BODY: 'The body',
}

function detailOf(issue: z.core.$ZodIssue, code: ProblemCode): ProblemDetail {
  const path = issue.path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
    .join('')
    .replace(/^\./, '')
    .slice(0, 200)
  return { message: issue.message, code, ...(path === '' ? {} : { in: path }) }
}

/** What /openapi.json says of an endpoint; Fastify itself checks and serialises nothing by it. */
function documentation({ id, tag, summary, scopes, query, body, answers, ...kind }: Endpoint) {
  const response: Record<string, z.ZodType> = {}
  for (const [status, schema] of Object.entries(answers)) {
    response[status] = schema ?? z.null().describe('No body.')
  }
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(scopes === undefined ? {} : { description: `Scope: ${scopes.join(', ')}` }),
    ...(kind.public && { security: [] }),
    ...(kind.formBody && { consumes: ['application/x-www-form-urlencoded', 'application/json'] }),
    ...(query === undefined ? {} : { querystring: query }),
    ...(body === undefined ? {} : { body }),
    response: { ...response, '4xx': error, '5xx': error },
  }
}

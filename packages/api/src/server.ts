// The HTTP server: one tolerant router in front of the contract's endpoints.
import { randomUUID } from 'node:crypto'
import formbody from '@fastify/formbody'
import { allowedHosts, createWaker, type Waker } from '@millrace/engine'
import type { Problem } from '@millrace/model'
import { type Database, ping } from '@millrace/store'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify'
import type { Registry } from 'prom-client'
import { createAuthenticator } from './authenticate.js'
import { contract } from './contract/index.js'
import { problemOf, sendProblem } from './errors.js'
import { measureRequests } from './metrics/http-metrics.js'
import { openToBrowsers } from './open-to-browsers.js'
import { documentRoutes } from './openapi.js'
import { limitRate } from './rate-limit.js'
import { readJson } from './read-json.js'
import { readText } from './read-text.js'
import { refuseBrokenRequest } from './refuse-broken-request.js'
import { registrar } from './register.js'
import { canonicalUrl, mountPrefix } from './router-tolerance.js'
import { registerRoutes } from './routes/index.js'
import { unknownRoute } from './unknown-route.js'

export interface ServerSettings {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Its path is the prefix the server is mounted under. */
  readonly publicUrl?: string | undefined
  /** The 32 bytes of the operator's key file. */
  readonly secretKey?: Uint8Array
  /** Private hosts that workers may call: publishing refuses the others. The same as the workers'. */
  readonly allowedHosts?: readonly string[]
  /** Whose `X-Forwarded-For` counts. */
  readonly trustedProxies?: readonly string[]
  /** Requests a token may make in ten seconds (api.md 2.4); absent or 0: any number. */
  readonly rateLimit?: number
}

export interface ServerOptions {
  readonly db: Database
  readonly settings: ServerSettings
  readonly log: FastifyBaseLogger
  /** Absent: the server makes its own. It is closed with the server either way. */
  readonly waker?: Waker
  /** Where the figures of requests go; absent: nobody measures. */
  readonly metrics?: Registry
}

export interface RunningServer {
  /** Where it listens: `http://127.0.0.1:4400`. */
  readonly url: string
  /** Takes no new requests, finishes the running ones, then ends. */
  close(): Promise<void>
}

/** Two megabytes (engine.md 9). */
const longestBody = 2 * 1024 * 1024

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { db, settings, log, waker = createWaker(db) } = options
  const app = makeApp(settings, log)
  await documentRoutes(app, settings.publicUrl)
  await takeBodies(app)
  answerProblems(app)
  await openToBrowsers(app, contract)
  if (options.metrics) measureRequests(app, options.metrics)
  limitRate(app, settings.rateLimit ?? 0)
  app.get('/health', { schema: { hide: true } }, async () => {
    await ping(db)
    return { status: 'ok' }
  })
  registerRoutes(registrar(app, createAuthenticator(db)), {
    db,
    waker,
    log,
    allowedHosts: allowedHosts(settings.allowedHosts ?? []),
    secretKey: settings.secretKey ?? null,
  })
  await listen(app, settings, waker)
  const { port } = app.server.address() as { port: number }
  return {
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    close: async () => {
      await app.close()
      await waker.close()
    },
  }
}

async function listen(app: FastifyInstance, { host, port }: ServerSettings, waker: Waker): Promise<void> {
  try {
    await app.listen({ host, port })
  } catch (error) {
    await waker.close()
    throw error
  }
}

function makeApp(settings: ServerSettings, log: FastifyBaseLogger): FastifyInstance {
  const prefix = mountPrefix(settings.publicUrl)
  const proxies = settings.trustedProxies ?? []
  const app = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: longestBody,
    exposeHeadRoutes: false,
    genReqId: () => randomUUID(),
    rewriteUrl: ({ url }) => canonicalUrl(url ?? '/', prefix),
    routerOptions: { maxParamLength: 1000 },
    trustProxy: proxies.length > 0 ? [...proxies] : false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseBrokenRequest,
    frameworkErrors: (error, _request, reply) => sendProblem(reply, problemOf(error)),
  })
  app.decorateRequest('caller', null)
  // The contract is checked in register.ts; answers are plain JSON.
  app.setValidatorCompiler(() => () => true)
  app.setSerializerCompiler(() => JSON.stringify)
  return app
}

/** JSON everywhere, forms and text where an endpoint says so: `register.ts` refuses them elsewhere. */
async function takeBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  await app.register(formbody, { bodyLimit: 64 * 1024 })
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => readJson(body),
  )
  app.addContentTypeParser<Buffer>(
    'text/plain',
    { parseAs: 'buffer' },
    async (_request: FastifyRequest, body: Buffer) => readText(body),
  )
}

function answerProblems(app: FastifyInstance): void {
  const unknown = unknownRoute(contract)
  app.setNotFoundHandler((request, reply) => {
    const { problem, allow } = unknown(request.method, request.url)
    if (allow !== undefined) reply.header('allow', allow)
    return sendProblem(reply, problem)
  })
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOf(error)
    // The stack of a database that is away says nothing, and there is one for each request meanwhile.
    if (problem.code === 'UNAVAILABLE') request.log.warn({ reason: reasonOf(problem) }, problem.message)
    else if (problem.status >= 500)
      request.log.error({ err: causeOf(problem), code: problem.code }, problem.message)
    return sendProblem(reply, problem)
  })
}

function causeOf(problem: Problem): unknown {
  return problem.cause ?? problem
}

function reasonOf(problem: Problem): string {
  const cause = causeOf(problem)
  return cause instanceof Error ? cause.message : String(cause)
}

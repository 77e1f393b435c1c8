// A real server on loopback over a real database, with two accounts: what one may do, the other must not see.
import type { Waker } from '@millrace/engine'
import type { Lane } from '@millrace/model'
import { createToken, type Database } from '@millrace/store'
import { anAccount, type TestDatabase, testDatabase } from '@millrace/store/testing'
import type { FastifyBaseLogger } from 'fastify'
import type { Registry } from 'prom-client'
import { startServer } from '../server.js'
import { checkAnswer } from './check-answer.js'

// Bodies in tests are whatever the test says they are.
type Json = Readonly<Record<string, unknown>>

export interface Answer<Body = Json> {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

export interface Tenant {
  readonly accountId: number
  readonly token: string
  /** One request with this account's token; a body that is no text is sent as JSON. */
  call<Body = Json>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer<Body>>
}

export interface TestServer {
  readonly url: string
  readonly db: Database
  readonly database: TestDatabase
  /** The first account; its token is the instance owner's. */
  readonly a: Tenant
  readonly b: Tenant
  /** Everything logged so far, one JSON text a line. */
  readonly logged: readonly string[]
  readonly metrics: Registry | undefined
  readonly wakes: readonly (readonly [accountId: number, lane: Lane])[]
  /** A token of the first account bound to scopes. */
  restricted(scopes: readonly string[]): Promise<Tenant>
  close(): Promise<void>
}

export interface TestServerSettings {
  readonly publicUrl?: string
  readonly rateLimit?: number
  readonly secretKey?: Uint8Array
  readonly allowedHosts?: readonly string[]
  /** A waker that wakes somebody; the usual one only remembers. */
  readonly wakerOf?: (db: Database) => Waker
  /** Where the figures of requests go; the usual server measures nothing. */
  readonly metricsOf?: (db: Database) => Registry
}

export async function testServer(options: TestServerSettings = {}): Promise<TestServer> {
  const { wakerOf, metricsOf, ...settings } = options
  const database = await testDatabase()
  const { db } = database
  const logged: string[] = []
  const wakes: [number, Lane][] = []
  const metrics = metricsOf?.(db)
  const server = await startServer({
    db,
    ...(metrics && { metrics }),
    settings: { host: '127.0.0.1', port: 0, ...settings },
    log: recorder(logged),
    waker: wakerOf?.(db) ?? {
      wake: (accountId, lane) => void wakes.push([accountId, lane]),
      close: async () => {},
    },
  })
  const tenant = async (accountId: number, scopes?: readonly string[]) => {
    const { text } = await createToken(db, {
      accountId,
      label: 'test',
      instanceOwner: accountId === first && scopes === undefined,
      ...(scopes && { scopes }),
    })
    return asTenant(server.url, accountId, text)
  }
  const first = await anAccount(db)
  return {
    url: server.url,
    db,
    database,
    a: await tenant(first),
    b: await tenant(await anAccount(db)),
    logged,
    metrics,
    wakes,
    restricted: (scopes) => tenant(first, scopes),
    close: async () => {
      await server.close()
      await database.close()
    },
  }
}

function asTenant(url: string, accountId: number, token: string): Tenant {
  return {
    accountId,
    token,
    async call<Body = Json>(
      method: string,
      path: string,
      body?: unknown,
      headers: Record<string, string> = {},
    ): Promise<Answer<Body>> {
      const response = await fetch(url + path, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const answer = (text === '' ? {} : JSON.parse(text)) as Body
      checkAnswer(method, path, response.status, answer)
      return { status: response.status, headers: response.headers, body: answer }
    },
  }
}

function recorder(lines: string[]): FastifyBaseLogger {
  const record = (...entries: readonly unknown[]) => void lines.push(JSON.stringify(entries.map(described)))
  const log = {
    level: 'info',
    silent: () => {},
    trace: record,
    debug: record,
    info: record,
    warn: record,
    error: record,
    fatal: record,
    child: () => log,
  }
  return log as FastifyBaseLogger
}

/** Errors with their message and stack, wherever they stand. */
function described(entry: unknown): unknown {
  if (entry instanceof Error) return { message: entry.message, stack: entry.stack }
  if (typeof entry !== 'object' || entry === null) return entry
  return Object.fromEntries(
    Object.entries(entry).map(([key, value]) => [key, value instanceof Error ? described(value) : value]),
  )
}

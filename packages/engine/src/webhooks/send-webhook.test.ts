import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookRequest } from '@millrace/actions'
import type { Agent } from 'undici'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allowedHosts } from './allowed-hosts.js'
import { createOutboundAgent } from './outbound-agent.js'
import type { SendOutcome } from './send-outcome.js'
import { type SendContext, sendWebhook } from './send-webhook.js'

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void

let server: Server
let host: string
let answer: Handler
let received: { headers: IncomingMessage['headers']; url: string; body: string }[] = []
let agent: Agent

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers, url: request.url ?? '', body })
      answer(request, response, body)
    })
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  agent = agentFor([host])
})

afterAll(async () => {
  await agent.destroy()
  server.closeAllConnections()
  await new Promise((closed) => server.close(closed))
})

function agentFor(hosts: string[], responseTimeoutMs = 20_000): Agent {
  return createOutboundAgent({
    allowedHosts: allowedHosts(hosts),
    connectTimeoutMs: 20_000,
    responseTimeoutMs,
    connections: 4,
  })
}

const effectId = '6f0e5a1c-0d3b-8c1e-9f00-1234567890ab'

const outputsOf = (outcome: SendOutcome) => ('outputs' in outcome ? outcome.outputs : undefined)

function send(webhook: Partial<WebhookRequest>, context: Partial<SendContext> = {}) {
  received = []
  return sendWebhook(
    {
      method: 'POST',
      url: `http://${host}/hook`,
      headers: {},
      body: { kind: 'json', text: '{"a":1}' },
      authentication: null,
      ...webhook,
    },
    {
      agent,
      connectTimeoutMs: 20_000,
      responseTimeoutMs: 20_000,
      effectId,
      secret: null,
      now: Date.parse('2026-11-22T10:00:00Z'),
      signal: new AbortController().signal,
      ...context,
    },
  )
}

const reply =
  (status: number, body = '', headers: Record<string, string> = {}): Handler =>
  (_request, response) => {
    response.writeHead(status, headers).end(body)
  }

describe('an answer', () => {
  it('A-WHK-15 A-WHK-12 of 2xx is success, its plain JSON fields and status are outputs', async () => {
    answer = reply(201, '{"id":"x1","score":7,"ok":true,"deep":{"a":1},"none":null,"__proto__":{"x":1}}')
    const outcome = await send({})
    expect(outcome.kind).toBe('succeeded')
    expect(outputsOf(outcome)).toEqual({
      id: 'x1',
      score: 7,
      ok: true,
      hs_http_status: 201,
      hs_execution_state: 'SUCCESS',
    })
    expect(outcome.detail).toMatchObject({ method: 'POST', url: `http://${host}/hook`, status: 201 })
    expect(received[0]?.body).toBe('{"a":1}')
  })

  it('A-WHK-24 carries the effect id as its idempotency key', async () => {
    answer = reply(200)
    await send({})
    expect(received[0]?.headers['idempotency-key']).toBe(effectId)
  })

  it.each([
    [400, 'failed', 'http_status'],
    [404, 'failed', 'http_status'],
    [500, 'retry', 'http_status'],
    [503, 'retry', 'http_status'],
    [429, 'retry', 'rate_limited'],
  ] as const)('A-WHK-16 A-WHK-19 of %i is %s as %s', async (status, kind, code) => {
    answer = reply(status, 'no')
    expect(await send({})).toMatchObject({ kind, code, detail: { status, response: 'no' } })
  })

  it('A-WHK-22 of 3xx is a failure: a redirect is not followed', async () => {
    answer = reply(302, '', { location: `http://${host}/elsewhere` })
    expect(await send({})).toMatchObject({ kind: 'failed', code: 'redirect_refused' })
    expect(received).toHaveLength(1)
  })

  it('A-WHK-17 A-WHK-18 reads Retry-After as seconds or as a date', async () => {
    answer = reply(429, '', { 'retry-after': '120' })
    expect(await send({})).toMatchObject({ kind: 'retry', afterMs: 120_000 })
    answer = reply(429, '', { 'retry-after': 'Sun, 22 Nov 2026 10:05:00 GMT' })
    expect(await send({})).toMatchObject({ kind: 'retry', afterMs: 300_000 })
    answer = reply(429, '', { 'retry-after': 'soon' })
    expect(await send({})).toMatchObject({ kind: 'retry', afterMs: null })
  })

  it('that never ends is cut at 1 MB and not parsed (A-WHK-13)', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = () => {
        while (!response.destroyed && response.write('"'.repeat(65_536)));
      }
      response.on('drain', more)
      more()
    }
    const outcome = await send({})
    expect(outcome).toMatchObject({ kind: 'succeeded', detail: { status: 200 } })
    expect(outputsOf(outcome)).toEqual({ hs_http_status: 200, hs_execution_state: 'SUCCESS' })
    expect(outcome.detail.response).toHaveLength(2_048)
  })

  it('that was compressed is never inflated', async () => {
    answer = reply(200, '\u001f\u008b{"a":1}', { 'content-encoding': 'gzip' })
    expect(outputsOf(await send({}))).toEqual({ hs_http_status: 200, hs_execution_state: 'SUCCESS' })
    expect(received[0]?.headers['accept-encoding']).toBe('identity')
  })

  it('that drips is given up when the time is over, however often a byte comes (A-WHK-14)', async () => {
    answer = (_request, response) => {
      response.writeHead(200)
      const drip = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(drip))
    }
    const outcome = await send({}, { connectTimeoutMs: 100, responseTimeoutMs: 200 })
    expect(outcome).toMatchObject({ kind: 'retry', code: 'timed_out' })
  })

  it('that is a reset, or no server at all, is retried (A-WHK-19)', async () => {
    answer = (request) => request.socket.destroy()
    expect(await send({})).toMatchObject({ kind: 'retry', code: 'connection_failed' })
    const closed = agentFor(['127.0.0.1:9'])
    expect(await send({ url: 'http://127.0.0.1:9/' }, { agent: closed })).toMatchObject({
      kind: 'retry',
      code: 'connection_failed',
    })
    await closed.destroy()
  })

  it('holding U+0000 or half a pair can still be logged', async () => {
    answer = reply(200, `\u0000${'x'.repeat(2_046)}😀`)
    const { response } = (await send({})).detail
    expect(response?.startsWith('\ufffdx')).toBe(true)
    expect(response?.endsWith('\ufffd')).toBe(true)
  })
})

describe('authentication (A-WHK-10)', () => {
  const secret = 'Bearer s3cr3t/+value'

  it('puts a secret into a header, and never into the log', async () => {
    answer = (request, response) => response.end(`you sent ${request.headers.authorization}`)
    const outcome = await send(
      { authentication: { type: 'AUTH_KEY', name: 'Authorization', location: 'HEADER', secretName: 'k' } },
      { secret },
    )
    expect(received[0]?.headers.authorization).toBe(secret)
    expect(JSON.stringify(outcome)).not.toContain('s3cr3t')
  })

  it('puts a secret into the query, and never into the log', async () => {
    answer = (request, response) => response.end(request.url)
    const outcome = await send(
      { authentication: { type: 'AUTH_KEY', name: 'key', location: 'QUERY_PARAM', secretName: 'k' } },
      { secret },
    )
    expect(new URL(received[0]?.url ?? '', 'http://x').searchParams.get('key')).toBe(secret)
    expect(JSON.stringify(outcome)).not.toContain('s3cr3t')
  })

  it('fails without a request where the secret does not exist', async () => {
    answer = reply(200)
    const outcome = await send({ authentication: { type: 'SIGNATURE', appId: '7' } })
    expect(outcome).toMatchObject({ kind: 'failed', code: 'missing_secret' })
    expect(received).toHaveLength(0)
  })

  it('refuses headers that belong to the connection, and line breaks', async () => {
    answer = reply(200)
    expect(await send({ headers: { Host: 'elsewhere' } })).toMatchObject({ code: 'invalid_url' })
    expect(await send({ headers: { 'x-a': 'b\r\nx-c: d' } })).toMatchObject({ code: 'invalid_url' })
    expect(received).toHaveLength(0)
  })
})

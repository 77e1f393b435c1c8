import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { privateHosts } from '../testing/private-hosts.js'
import { allowedHosts } from './allowed-hosts.js'
import { isGlobalUnicast } from './global-unicast.js'
import { createOutboundAgent, type Resolve } from './outbound-agent.js'
import type { SendOutcome } from './send-outcome.js'
import { sendWebhook } from './send-webhook.js'

const server = createServer((_request, response) => {
  reached++
  response.end('inside')
})
let reached = 0
let port = 0

beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  port = (server.address() as AddressInfo).port
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function send(
  url: string,
  options: { allowed?: string[]; resolve?: Resolve } = {},
): Promise<SendOutcome> {
  const agent = createOutboundAgent({
    allowedHosts: allowedHosts(options.allowed ?? []),
    connectTimeoutMs: 20_000,
    responseTimeoutMs: 20_000,
    connections: 1,
    ...(options.resolve ? { resolve: options.resolve } : {}),
  })
  const outcome = await sendWebhook(
    { method: 'POST', url, headers: {}, body: { kind: 'none' }, authentication: null },
    {
      agent,
      connectTimeoutMs: 20_000,
      responseTimeoutMs: 20_000,
      effectId: 'e',
      secret: null,
      now: 0,
      signal: new AbortController().signal,
    },
  )
  await agent.destroy()
  return outcome
}

describe('no request leaves for a private address', () => {
  it.each(privateHosts)('spelled %s', async (host) => {
    for (const protocol of ['http', 'https']) {
      expect(await send(`${protocol}://${host}:${port}/`)).toMatchObject({
        kind: 'failed',
        code: 'address_refused',
      })
    }
    expect(reached).toBe(0)
  })

  it.each(['127.0.0.1', '::1', '::ffff:10.0.0.1', '64:ff9b::a00:1', '169.254.169.254', 'fd00::1', '0.0.0.0'])(
    'that a public name resolves to: %s',
    async (address) => {
      const resolve: Resolve = (_hostname, _options, done) =>
        done(null, [{ address, family: address.includes(':') ? 6 : 4 }])
      expect(await send(`https://hooks.example.test:${port}/`, { resolve })).toMatchObject({
        kind: 'failed',
        code: 'address_refused',
      })
      expect(reached).toBe(0)
    },
  )

  it('A-WHK-4 without https, wherever it goes', async () => {
    const resolve: Resolve = (_hostname, _options, done) => done(null, [{ address: '8.8.8.8', family: 4 }])
    expect(await send('http://hooks.example.test/', { resolve })).toMatchObject({ code: 'address_refused' })
  })

  it('in another protocol', async () => {
    for (const url of ['ftp://127.0.0.1/', 'file:///etc/passwd', 'javascript:1', 'nonsense'])
      expect(await send(url)).toMatchObject({ kind: 'failed', code: 'invalid_url' })
  })
})

describe('hosts the operator allows (A-WHK-5)', () => {
  it('are reached by http, by host and port or by host alone', async () => {
    reached = 0
    expect(await send(`http://127.0.0.1:${port}/`, { allowed: [`127.0.0.1:${port}`] })).toMatchObject({
      kind: 'succeeded',
    })
    expect(await send(`http://localhost:${port}/`, { allowed: ['localhost'] })).toMatchObject({
      kind: 'succeeded',
    })
    expect(reached).toBe(2)
  })

  it('allow no other port and no other name', async () => {
    reached = 0
    const refused = { kind: 'failed', code: 'address_refused' }
    expect(await send(`http://127.0.0.1:${port}/`, { allowed: ['127.0.0.1:1'] })).toMatchObject(refused)
    expect(await send(`http://localhost:${port}/`, { allowed: ['127.0.0.1'] })).toMatchObject(refused)
    expect(reached).toBe(0)
  })

  it('may be a network, for addresses written out and for names that resolve into it', async () => {
    reached = 0
    expect(await send(`http://127.0.0.1:${port}/`, { allowed: ['127.0.0.0/8'] })).toMatchObject({
      kind: 'succeeded',
    })
    const resolve: Resolve = (_hostname, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
    const named = await send(`https://inside.example.test:${port}/`, { allowed: ['127.0.0.0/8'], resolve })
    // It connects; what answers there speaks no TLS.
    expect(named).toMatchObject({ kind: 'retry', code: 'connection_failed' })
    expect(await send(`http://[::1]:${port}/`, { allowed: ['127.0.0.0/8'] })).toMatchObject({
      code: 'address_refused',
    })
  })

  it('are one however they are spelled', () => {
    const hosts = allowedHosts(['[::1]:80', '0x7f.1:8080', 'Hooks.Example.Test', '', 'not a host'])
    expect(hosts.has('::1', 80)).toBe(true)
    expect(hosts.has('127.0.0.1', 8080)).toBe(true)
    expect(hosts.has('127.0.0.1', 80)).toBe(false)
    expect(hosts.has('hooks.example.test', 443)).toBe(true)
  })
})

it('the public internet is public', () => {
  for (const address of ['8.8.8.8', '1.1.1.1', '2606:4700::1111', '2a00:1450::1'])
    expect(isGlobalUnicast(address)).toBe(true)
  for (const text of ['', 'example.com', '8.8.8', '0x8.8.8.8', '8.8.8.8 ', 'fe80::1%eth0'])
    expect(isGlobalUnicast(text)).toBe(false)
})

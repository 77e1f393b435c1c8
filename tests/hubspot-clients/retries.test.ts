// What HubSpot's client does when something goes wrong, measured against our own answers (api.md 2.2, 2.4).
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from '@hubspot/api-client'
import { type TestServer, testServer } from '@millrace/api/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { refusal } from './refusal.js'

let server: TestServer
/** Stands between: answers some requests itself, with a 500, and passes the others on. */
let troubled: Server
let failures = 0
let calls = 0
beforeAll(async () => {
  server = await testServer({ rateLimit: 4 })
  troubled = createServer((request, response) => void pass(request, response))
  await new Promise<void>((listening) => troubled.listen(0, '127.0.0.1', listening))
})
beforeEach(() => {
  calls = 0
})
afterAll(async () => {
  await new Promise((closed) => troubled.close(closed))
  await server.close()
})

async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
  calls++
  if (failures > 0) {
    failures--
    response
      .writeHead(500, { 'content-type': 'application/json' })
      .end('{"status":"error","category":"INTERNAL"}')
    return
  }
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const answer = await fetch(server.url + request.url, {
    method: request.method ?? 'GET',
    headers: {
      authorization: request.headers.authorization ?? '',
      ...(request.headers['content-type'] && { 'content-type': request.headers['content-type'] }),
    },
    ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
  })
  const headers = Object.fromEntries(
    [...answer.headers].filter(
      ([name]) => !['content-length', 'transfer-encoding', 'connection'].includes(name),
    ),
  )
  response.writeHead(answer.status, headers).end(Buffer.from(await answer.arrayBuffer()))
}

const client = (accessToken: string) =>
  new Client({
    basePath: `http://127.0.0.1:${(troubled.address() as AddressInfo).port}`,
    accessToken,
    numberOfApiCallRetries: 3,
  })

test('2.4 three attempts in all: two 500s are survived, three are not', async () => {
  const { basicApi } = client(server.b.token).crm.contacts
  failures = 2
  const made = await basicApi.create({ properties: { email: 'patient@example.test' }, associations: [] })
  expect([made.properties.email, calls]).toEqual(['patient@example.test', 3])
  failures = 3
  expect((await refusal(basicApi.getById(made.id))).code).toBe(500)
  expect(calls).toBe(6)
})

test('2.2 a conflict is an exception with the whole body, and is not tried again', async () => {
  const { basicApi } = client(server.b.token).crm.contacts
  const { code, body } = await refusal(
    basicApi.create({ properties: { email: 'patient@example.test' }, associations: [] }),
  )
  expect([code, calls]).toEqual([409, 1])
  expect(body).toMatchObject({
    status: 'error',
    category: 'CONFLICT',
    message: expect.stringMatching(/Existing ID: \d+/),
    correlationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    links: {},
  })
})

test('2.4 whoever asks too often waits as long as the policy says, and then goes on', async () => {
  const { basicApi } = client(server.a.token).crm.contacts
  const begun = performance.now()
  for (let i = 0; i < 5; i++) await basicApi.getPage(1)
  expect(calls).toBe(6)
  expect(performance.now() - begun).toBeGreaterThan(9_000)
})

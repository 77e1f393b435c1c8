// 10,000 requests from a seed: every answer is one of the contract's, none is 5xx, and a refusal changes nothing.
import { contract, type Endpoint } from '@millrace/api'
import { checkAnswer, type TestServer, testServer } from '@millrace/api/testing'
import { createToken } from '@millrace/store'
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFlow } from '../hubspot-clients/a-flow.js'
import { Memory } from './memory.js'
import { type RandomRequest, randomFrom, randomRequest } from './random-request.js'

const requests = Number(process.env.MILLRACE_FUZZ_REQUESTS ?? 10_000)
const seed = Number(process.env.MILLRACE_FUZZ_SEED ?? 20_261_122)
/** Of so many refusals one is checked for having changed nothing. */
const checkedEvery = 100

let server: TestServer
let ids: string[]
let token: string
const memory = new Memory()
beforeAll(async () => {
  server = await testServer()
  token = server.a.token
  ids = []
  for (const type of ['contacts', 'companies', 'deals', ...Array<string>(12).fill('contacts')]) {
    const { body } = await server.a.call('POST', `/crm/v3/objects/${type}`, { properties: {} })
    ids.push(String(body.id))
  }
  for (let made = 0; made < 10; made++)
    ids.push(String((await server.a.call('POST', '/automation/v4/flows', aFlow())).body.id))
  const theirs = await server.b.call('POST', '/crm/v3/objects/contacts', {
    properties: { firstname: 'canary-of-b' },
  })
  ids.push(String(theirs.body.id))
})
afterAll(() => server.close())

/** Requests may also take away the token they are made with: they go on with another. */
async function freshToken(): Promise<string> {
  const { text } = await createToken(server.db, {
    accountId: server.a.accountId,
    label: 'fuzz',
    instanceOwner: false,
  })
  return text
}

/** What changes definitions, for everybody reads them again; and what deletes, or soon everything would be gone. */
const rare =
  /archive|delete|remove|revoke|erase|merge|clear|publish|create(Property|Properties|Flow|Schema|Pipeline|Stage|Event|Label)|update(Property|Schema)|replace/i

/** Creating accounts is slow and says nothing about input. */
const endpoints: readonly Endpoint[] = contract
  .filter(({ id }) => id !== 'createAccount')
  .flatMap((endpoint) => Array<Endpoint>(rare.test(endpoint.id) ? 1 : 4).fill(endpoint))

async function send({ method, path, body, contentType }: RandomRequest) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': contentType }),
    },
    ...(body !== undefined && { body }),
  })
  return {
    status: response.status,
    text: await response.text(),
    isJson: response.headers.get('content-type')?.startsWith('application/json') ?? true,
  }
}

type Sent = Awaited<ReturnType<typeof send>>

/** The contract's complaint about a good answer. */
function breach({ method, path }: RandomRequest, { status, text, isJson }: Sent) {
  if (!isJson) return undefined
  try {
    checkAnswer(method, path, status, text === '' ? {} : JSON.parse(text))
    return undefined
  } catch (error) {
    return String(error)
  }
}

function complaint({ status, text, isJson }: Sent): string | undefined {
  if (status >= 500) return 'it is our fault'
  if (text.includes('canary-of-b')) return 'it shows another account'
  if (status < 400 || !isJson) return undefined
  const body = JSON.parse(text) as {
    status?: string
    correlationId?: string
    message?: string
    category?: string
  }
  const whole = body.status === 'error' && body.correlationId && body.message && body.category
  return whole ? undefined : 'its body is no error'
}

test(`${requests} random requests from seed ${seed} are answered, none with 5xx`, {
  timeout: 480_000,
}, async () => {
  const random = randomFrom(seed)
  const before = await fingerprint(server.db, server.b.accountId)
  const statuses = new Map<number, number>()
  const wrong: unknown[] = []
  const reached = new Set<string>()
  let refusals = 0
  for (let sent = 0; sent < requests; ) {
    const batch = Array.from({ length: Math.min(8, requests - sent) }, () =>
      randomRequest(random, endpoints, ids, memory),
    )
    sent += batch.length
    for (const [index, answer] of (await Promise.all(batch.map(send))).entries()) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      if (answer.status < 300 && answer.isJson && answer.text !== '')
        memory.remember(batch[index]?.tag ?? '', JSON.parse(answer.text))
      if (answer.status < 300) reached.add(batch[index]?.endpoint ?? '')
      if (answer.status === 401) token = await freshToken()
      const problem = complaint(answer) ?? breach(batch[index] as RandomRequest, answer)
      if (problem) wrong.push({ problem, request: batch[index], answer })
      if (answer.status < 400 || refusals++ % checkedEvery > 0) continue
      // Asked again alone, a refused request is refused again or goes through; refused, it leaves no trace.
      const still = await fingerprint(server.db, server.a.accountId)
      const again = await send(batch[index] as RandomRequest)
      if (again.status < 400) continue
      if ((await fingerprint(server.db, server.a.accountId)) !== still)
        wrong.push({ problem: 'refused, it changed something', request: batch[index], answer: again })
    }
  }
  expect(wrong.slice(0, 5)).toEqual([])
  // The fuzz is worth something only where it gets through: most endpoints have done their work at least once.
  const known = new Set(endpoints.map(({ id }) => id))
  if (requests >= 10_000) expect(reached.size / known.size).toBeGreaterThan(0.6)
  expect(statuses.get(200) ?? 0).toBeGreaterThan(requests / 50)
  expect(statuses.get(201) ?? 0).toBeGreaterThan(requests / 400)
  expect(await fingerprint(server.db, server.b.accountId)).toBe(before)
})

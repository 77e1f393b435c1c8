// 10,000 requests from a seed: every answer is one of the contract's, none is 5xx, and a refusal changes nothing.
import { contract, type Endpoint } from '@millrace/api'
import { checkAnswer, type TestServer, testServer } from '@millrace/api/testing'
import { fingerprint } from '@millrace/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aFlow } from '../hubspot-clients/a-flow.js'
import { type RandomRequest, randomFrom, randomRequest } from './random-request.js'

const requests = 10_000
const seed = Number(process.env.MILLRACE_FUZZ_SEED ?? 20_261_122)
/** Of so many refusals one is checked for having changed nothing. */
const checkedEvery = 50

let server: TestServer
let ids: string[]
beforeAll(async () => {
  server = await testServer()
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

/** What changes definitions, for everybody reads them again; and what deletes, or soon everything would be gone. */
const rare =
  /archive|delete|publish|create(Property|Properties|Flow|Schema)|update(Property|Schema)|replaceFlow/i

/** Creating accounts is slow and says nothing about input. */
const endpoints: readonly Endpoint[] = contract
  .filter(({ id }) => id !== 'createAccount')
  .flatMap((endpoint) => Array<Endpoint>(rare.test(endpoint.id) ? 1 : 4).fill(endpoint))

async function send({ method, path, body, contentType }: RandomRequest) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${server.a.token}`,
      ...(body !== undefined && { 'content-type': contentType }),
    },
    ...(body !== undefined && { body }),
  })
  return { status: response.status, text: await response.text() }
}

/** The contract's complaint about a good answer. */
function breach({ method, path }: RandomRequest, { status, text }: { status: number; text: string }) {
  try {
    checkAnswer(method, path, status, text === '' ? {} : JSON.parse(text))
    return undefined
  } catch (error) {
    return String(error)
  }
}

function complaint({ status, text }: { status: number; text: string }): string | undefined {
  if (status >= 500) return 'it is our fault'
  if (text.includes('canary-of-b')) return 'it shows another account'
  if (status < 300) return undefined
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
  timeout: 240_000,
}, async () => {
  const random = randomFrom(seed)
  const before = await fingerprint(server.db, server.b.accountId)
  const statuses = new Map<number, number>()
  const wrong: unknown[] = []
  let refusals = 0
  for (let sent = 0; sent < requests; ) {
    const batch = Array.from({ length: Math.min(8, requests - sent) }, () =>
      randomRequest(random, endpoints, ids),
    )
    sent += batch.length
    for (const [index, answer] of (await Promise.all(batch.map(send))).entries()) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
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
  expect(statuses.get(200) ?? 0).toBeGreaterThan(requests / 50)
  expect(statuses.get(201) ?? 0).toBeGreaterThan(requests / 400)
  expect(await fingerprint(server.db, server.b.accountId)).toBe(before)
})

// Two accounts in one installation. One asks every endpoint of the contract for everything of the other, by its own ids and
// names: nothing of it is ever told, and nothing of it ever changes. A new endpoint is asked as well, by being there.
import { contract, type Endpoint } from '@millrace/api'
import { type TestServer, testServer } from '@millrace/api/testing'
import { createToken } from '@millrace/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { canary, handle, plant } from './plant.js'
import { type Asked, requestsTo } from './requests.js'
import { namesOf, rowsOf } from './rows.js'

/** Requests on their way at the same time. */
const together = 4

let server: TestServer
/** An unrestricted token of the first account; not the instance owner's, who may see that the other account is there. */
let token: string
let rows: Awaited<ReturnType<typeof namesOf>>
beforeAll(async () => {
  server = await testServer()
  token = (await createToken(server.db, { accountId: server.a.accountId, label: 'curious' })).text
  await plant(server)
  rows = await namesOf(server.db, server.b.accountId)
})
afterAll(() => server.close())

/** What anybody may ask belongs to no account: forms and consents are made to be seen by strangers. */
const endpoints: readonly Endpoint[] = contract
  .filter((endpoint) => !endpoint.public)
  // Reading first: every change of definitions makes the next request read them all again.
  .sort((a, b) => Number(b.method === 'GET') - Number(a.method === 'GET'))

const objectTypes = ['contacts', `${handle}_thing`]

/** Endpoints that tell an account its own canary: were the questions bad ones, they would not. */
const telling = [
  'listApps',
  'listFlows',
  'listObjects',
  'listOwners',
  'listPipelines',
  'listProperties',
  'listSchemas',
  'listTeams',
  'listTokens',
  'listUsers',
  'readEmail',
  'readFlow',
  'readFlowRevision',
  'readListFolder',
  'readObject',
  'readObjects',
  'readOwner',
  'readPipeline',
  'readPipelineStage',
  'readProperty',
  'readSchema',
  'readUser',
]

async function ask(by: string, { method, path, body }: Asked): Promise<{ status: number; text: string }> {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${by}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

/** Runs a deed for each of many, a few at a time. */
async function forEach<T>(items: readonly T[], deed: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items]
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await deed(item)
  }
  await Promise.all(Array.from({ length: together }, work))
}

test('the canary stands in every table that an account fills by itself', async () => {
  const planted = [...(await rowsOf(server.db, server.b.accountId))]
    .filter(([, dump]) => dump.includes(canary))
    .map(([table]) => table)
  expect(planted).toEqual(
    expect.arrayContaining([
      'access_tokens',
      'apps',
      'association_types',
      'changes',
      'cold_values',
      'action_definitions',
      'emails',
      'event_definitions',
      'forms',
      'list_folders',
      'lists',
      'object_types',
      'pipeline_audits',
      'pipeline_stages',
      'pipelines',
      'properties',
      'publications',
      'record_keys',
      'teams',
      'users',
      'workflow_revisions',
      'workflows',
    ]),
  )
})

test('the questions are good ones: its own account hears the canary from many endpoints', async () => {
  const deaf: string[] = []
  await forEach(telling, async (id) => {
    const endpoint = endpoints.find((one) => one.id === id)
    for (const asked of endpoint ? requestsTo(endpoint, rows, objectTypes) : []) {
      if ((await ask(server.b.token, asked)).text.includes(canary)) return
    }
    deaf.push(id)
  })
  expect(deaf).toEqual([])
})

test('nothing of one account is told to another, and nothing of it changes', async () => {
  const before = await rowsOf(server.db, server.b.accountId)
  const told: string[] = []
  const broken: string[] = []
  let requests = 0
  await forEach(endpoints, async (endpoint) => {
    for (const asked of requestsTo(endpoint, rows, objectTypes)) {
      requests++
      const { status, text } = await ask(token, asked)
      if (text.includes(canary)) told.push(`${line(asked)}: ${text.slice(0, 300)}`)
      if (status >= 500) broken.push(`${line(asked)}: ${status}`)
    }
  })
  expect(told).toEqual([])
  expect(broken).toEqual([])
  expect(requests).toBeGreaterThan(endpoints.length)
  const after = await rowsOf(server.db, server.b.accountId)
  for (const [table, dump] of before) expect(after.get(table), table).toBe(dump)
}, 300_000)

function line({ method, path, body }: Asked): string {
  return `${method} ${path} ${body === undefined ? '' : JSON.stringify(body).slice(0, 200)}`
}

// The topology of compose.yaml by hand: one PostgreSQL, one API process, two workers; its figures, and its logs.
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { audit } from '@millrace/engine'
import { createAccount, createToken } from '@millrace/store'
import { type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './installation.js'
import { everybodyWithAName } from './people-inside.js'
import { programIn } from './programs.js'
import { RoleProcess } from './role-process.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const people = 300
const canaries = [
  'canary-token',
  'canary-hapikey',
  'canary-wrong',
  'canary.person',
  'canary-figures',
  'canary-mail-password',
  'canary-hook',
]

let database: TestDatabase
let folder: string
let receiver: Server
const calls = new Map<string, number>()
let processes: RoleProcess[] = []

beforeAll(async () => {
  database = await testDatabase()
  folder = await mkdtemp(join(tmpdir(), 'millrace-topology-'))
  receiver = createServer((request, response) => {
    const id = String(request.headers['idempotency-key'])
    calls.set(id, (calls.get(id) ?? 0) + 1)
    request.resume()
    // Every third is refused for good, so that something goes wrong on the way.
    request.on('end', () =>
      response.writeHead(calls.size % 3 === 0 ? 410 : 200).end('canary.person@example.test'),
    )
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
})
afterAll(async () => {
  await Promise.all(processes.map((each) => each.stop()))
  receiver.close()
  await database.close()
  await rm(folder, { recursive: true })
})

async function start(): Promise<{ readonly serve: RoleProcess; readonly workers: readonly RoleProcess[] }> {
  const environment = {
    DATABASE_URL: database.url,
    MILLRACE_DATA_DIR: folder,
    MILLRACE_ALLOWED_HOSTS: '127.0.0.1',
    MILLRACE_LOG_LEVEL: 'trace',
    MILLRACE_SMTP_URL: 'smtp://canary.person:canary-mail-password@127.0.0.1:1',
    MILLRACE_METRICS_PORT: '0',
    MILLRACE_METRICS_TOKEN: 'canary-figures',
  }
  const [serve, ...workers] = await Promise.all(
    (['serve', 'work', 'work'] as const).map((role) => RoleProcess.start(role, environment, programIn(root))),
  )
  if (!serve) throw new Error('nothing serves')
  processes = [serve, ...workers]
  return { serve, workers }
}

async function figures({ ready }: RoleProcess): Promise<string> {
  const answer = await fetch(String(ready.metrics), { headers: { authorization: 'Bearer canary-figures' } })
  expect(answer.status).toBe(200)
  return answer.text()
}

function sumOf(text: string, name: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
  return lines.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

test('two workers share the work exactly once, figures add up, and no log line holds a secret or an address', async () => {
  const { serve, workers } = await start()
  const accountId = await createAccount(database.db, { name: 'Canary', timeZone: 'UTC' })
  const token = (await createToken(database.db, { accountId, label: 'x', text: 'canary-token-of-a-journey' }))
    .text
  const call = async (method: string, path: string, body?: unknown, authorization = `Bearer ${token}`) => {
    const response = await fetch(serve.ready.url + path, {
      method,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) }
  }
  const { port } = receiver.address() as AddressInfo
  const flow = await call('POST', '/automation/v4/flows', {
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    isEnabled: false,
    startActionId: '1',
    actions: [
      {
        actionId: '1',
        type: 'WEBHOOK',
        method: 'POST',
        webhookUrl: `http://127.0.0.1:${port}/?hapikey=canary-hook`,
      },
    ],
    enrollmentCriteria: everybodyWithAName,
  })
  const published = await call('POST', `/millrace/v1/workflows/${flow.body.id}/publication`, {
    enrollExisting: false,
  })
  expect(published.status).toBe(202)
  for (let from = 0; from < people; from += 100) {
    const inputs = Array.from({ length: 100 }, (_none, index) => ({
      properties: { email: `canary.person${from + index}@example.test`, firstname: 'Canary' },
    }))
    expect((await call('POST', '/crm/v3/objects/contacts/batch/create', { inputs })).status).toBe(201)
  }
  // What goes wrong is what gets logged.
  await call('GET', '/crm/v3/objects/contacts?hapikey=canary-hapikey', undefined, 'Bearer canary-wrong')
  await call('GET', '/crm/v3/objects/contacts/canary.person1%40example.test?idProperty=nothing')
  await call('POST', '/crm/v3/objects/contacts', { properties: { email: 'canary.person1@example.test' } })
  await call('POST', '/crm/v3/objects/contacts', '{"email": "canary.person')
  await loseConnections()

  await until(async () => (await ended(accountId)) === people, 60)
  expect(calls.size).toBe(people)
  expect(await audit(database.db, accountId)).toEqual([])

  const [served, ...worked] = await Promise.all([serve, ...workers].map(figures))
  expect(served).toContain('route="/crm/v3/objects/:objectType/batch/create"')
  expect(sumOf(served ?? '', 'millrace_waiting')).toBe(0)
  const advanced = worked.reduce((sum, text) => sum + sumOf(text, 'millrace_enrollments_advanced_total'), 0)
  // Once until the webhook; its answer lets the enrollment go on.
  expect(advanced).toBeGreaterThanOrEqual(people)

  expect(await Promise.all([serve, ...workers].map((each) => each.stop()))).toEqual([0, 0, 0])
  const logs = [serve, ...workers].map(({ said }) => said).join('\n')
  expect(logs).toContain('the database is away')
  expect(logs).toContain('drained')
  const { password } = new URL(database.url)
  for (const canary of [...canaries, password]) expect(logs).not.toContain(canary)
}, 180_000)

/** As a server that restarts does. */
async function loseConnections(): Promise<void> {
  await database.db.owner.query(sql`
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'millrace %'`)
}

async function ended(accountId: number): Promise<number> {
  const [row] = await database.db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ n: number }>(sql`
      SELECT count(*)::int AS n FROM enrollments WHERE account_id = ${accountId} AND ended_at IS NOT NULL`),
  )
  return row?.n ?? 0
}

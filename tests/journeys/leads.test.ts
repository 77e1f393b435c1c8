// The main job, whole: a file of leads, a workflow posted as a document, existing and new leads through it, off again.
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type TestServer, testServer } from '@millrace/api/testing'
import { main } from '@millrace/cli'
import { audit, createWaker, startWorker, type Worker } from '@millrace/engine'
import { openDatabase } from '@millrace/store'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from './installation.js'
import { madeUpLeads, nurtured, rowsOf } from './leads-file.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const mappingFile = join(root, 'examples/leads-mapping.json')
const realFile = join(root, '../shared/data/leads.csv')

let folder: string
let receiver: Server
let received: { readonly id: string; readonly email: string | null }[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-leads-'))
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString()
    })
    request.on('end', () => {
      const { email = null } = JSON.parse(body) as { readonly email?: string }
      received.push({ id: String(request.headers['idempotency-key']), email })
      response.end()
    })
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
})
afterAll(async () => {
  receiver.close()
  await rm(folder, { recursive: true })
})

/** A server and a worker on a database of their own. */
class Place {
  private constructor(
    readonly server: TestServer,
    private readonly stop: () => Promise<void>,
  ) {}

  static async open(): Promise<Place> {
    const server = await testServer({ wakerOf: createWaker, allowedHosts: ['127.0.0.1'] })
    const db = openDatabase({ url: server.database.url, applicationName: 'worker' })
    const worker: Worker = await startWorker({
      db,
      settings: {
        allowedHosts: ['127.0.0.1'],
        probeMs: 250,
        limits: { perSecond: 10_000, mostInFlight: 50 },
      },
    })
    return new Place(server, async () => {
      await worker.close()
      await db.close()
      await server.close()
    })
  }

  get accountId(): number {
    return this.server.a.accountId
  }

  close(): Promise<void> {
    return this.stop()
  }

  /** As somebody types it. */
  async import(path: string): Promise<void> {
    process.env.DATABASE_URL = this.server.database.url
    process.env.MILLRACE_DATA_DIR = folder
    const account = String(this.accountId)
    expect(
      await main(['import', 'contacts', path, '--mapping', mappingFile, '--account', account, '--json']),
    ).toBe(0)
  }

  async call(method: string, path: string, body?: unknown) {
    const answer = await this.server.a.call<Record<string, never>>(method, path, body)
    expect(answer.status, `${method} ${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(300)
    return answer.body as Readonly<Record<string, unknown>>
  }

  async figures() {
    const { accountId } = this
    const [row] = await this.server.db.withAccount(accountId, 'read', (tx) =>
      tx.query<Record<'entered' | 'completed' | 'inside' | 'once' | 'tasks', number>>(sql`SELECT
        (SELECT count(*) FROM enrollments WHERE account_id = ${accountId}) AS entered,
        (SELECT count(*) FROM enrollments WHERE account_id = ${accountId} AND end_state = 'completed') AS completed,
        (SELECT count(*) FROM enrollments WHERE account_id = ${accountId} AND ended_at IS NULL) AS inside,
        (SELECT count(*) FROM records WHERE account_id = ${accountId} AND hot ->> 'nurture_count' = '1') AS once,
        (SELECT count(*) FROM records WHERE account_id = ${accountId} AND object_type_id = '0-27') AS tasks`),
    )
    return row
  }

  /** As if the minute of the delay had passed for everybody who waits. */
  async passTime(): Promise<void> {
    await this.server.db.withAccount(this.accountId, 'shared', (tx) =>
      tx.execute(sql`
        UPDATE enrollments SET due_at = now() WHERE account_id = ${this.accountId} AND id IN (
          SELECT id FROM enrollments
          WHERE account_id = ${this.accountId} AND state = 'time' AND due_at > now() FOR UPDATE SKIP LOCKED)`),
    )
  }

  /** Everybody who ever entered has come out at the other end. */
  async finished(count: number): Promise<void> {
    await until(async () => {
      await this.passTime()
      return (await this.figures())?.completed === count
    }, 60)
  }
}

async function nurtureFlow(): Promise<object> {
  const text = await readFile(join(root, 'examples/leads-nurture.json'), 'utf8')
  const { port } = receiver.address() as AddressInfo
  return JSON.parse(text.replace('https://hooks.example.test/', `http://127.0.0.1:${port}/`)) as object
}

async function journey(path: string, expected: number): Promise<void> {
  received = []
  const place = await Place.open()
  try {
    await place.import(path)
    const flow = await place.call('POST', '/automation/v4/flows', await nurtureFlow())
    const workflow = `/millrace/v1/workflows/${flow.id}`
    expect(await place.call('GET', `${workflow}/match-count`)).toMatchObject({ count: expected })

    await place.call('POST', `${workflow}/publication`, { enrollExisting: true })
    await place.finished(expected)
    expect(await place.call('GET', `${workflow}/publication`)).toMatchObject({
      isEnabled: true,
      existing: { matching: expected, enrolled: expected, state: 'COMPLETE' },
    })
    await everybodyOnce(place, expected)

    await newLead(place, workflow, expected)
    await turnedOff(place, workflow, expected + 1)
    expect(await audit(place.server.db, place.accountId)).toEqual([])
  } finally {
    await place.close()
  }
}

async function everybodyOnce(place: Place, count: number): Promise<void> {
  expect(await place.figures()).toEqual({
    entered: count,
    completed: count,
    inside: 0,
    once: count,
    tasks: count,
  })
  expect(received).toHaveLength(count)
  expect(new Set(received.map(({ id }) => id)).size).toBe(count)
  expect(new Set(received.map(({ email }) => email)).size).toBe(count)
}

const lead = (name: string) => ({
  properties: {
    email: `${name}@example.test`,
    lead_source: 'Google',
    total_visits: '5',
    time_on_site: '700',
  },
})

/** One who comes through the API enrolls by himself; the log tells the whole way. */
async function newLead(place: Place, workflow: string, before: number): Promise<void> {
  const made = await place.call('POST', '/crm/v3/objects/contacts', lead('late'))
  await place.finished(before + 1)
  await everybodyOnce(place, before + 1)
  const log = (await place.call('GET', `${workflow}/action-log?recordId=${made.id}`)) as {
    readonly results: readonly { actionId: string | null; outcome: string; branch?: string }[]
  }
  const told = log.results.map(({ actionId, outcome }) => `${outcome} ${actionId ?? ''}`.trim()).reverse()
  expect(told).toEqual([
    'enrolled',
    'succeeded 1',
    'branched 2',
    'succeeded 3',
    'waiting 5',
    'succeeded 6',
    'waiting 7',
    'succeeded 7',
    'ended',
  ])
  expect(log.results.find(({ outcome }) => outcome === 'branched')?.branch).toBe('Long on the site')
}

/** Nothing live reads the next one's values: there is nothing to look at. */
async function turnedOff(place: Place, workflow: string, before: number): Promise<void> {
  const { accountId } = place
  await place.call('DELETE', `${workflow}/publication`)
  expect(await place.call('GET', `${workflow}/publication`)).toMatchObject({ isEnabled: false })
  await place.call('POST', '/crm/v3/objects/contacts', lead('later'))
  const pending = await place.server.db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`SELECT FROM pending_changes WHERE account_id = ${accountId}`),
  )
  expect(pending).toEqual([])
  expect(await place.figures()).toMatchObject({ entered: before, inside: 0 })
}

test('leads from a file go through the example workflow exactly once, and so does who comes later', async () => {
  const { columns } = JSON.parse(await readFile(mappingFile, 'utf8')) as { readonly columns: object }
  const csv = madeUpLeads(Object.keys(columns), 400)
  const path = join(folder, 'leads.csv')
  await writeFile(path, csv)
  const matching = nurtured(rowsOf(csv)).length
  expect(matching).toBeGreaterThan(20)
  await journey(path, matching)
}, 90_000)

if (existsSync(realFile)) {
  test('all 2,092 real leads that match go through exactly once', async () => {
    expect(nurtured(rowsOf(await readFile(realFile, 'utf8')))).toHaveLength(2_092)
    await journey(realFile, 2_092)
  }, 120_000)
}

// From an earlier Millrace to this one, without anybody waiting for it: the schema is brought up to date while the old
// processes work, old and new ones work side by side, and whoever is inside a workflow comes out of it once.
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testServer } from '@millrace/api/testing'
import { audit, createWaker, startWorker } from '@millrace/engine'
import { type Database, migrate, openDatabase } from '@millrace/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyIntoOldSchema } from './copy-into-old-schema.js'
import { emptyDatabase } from './empty-database.js'
import { until } from './installation.js'
import { allOut, counters, figures, passTime, waitingFlow } from './people-inside.js'
import { oldMillrace, programIn } from './programs.js'
import { RoleProcess } from './role-process.js'

const root = fileURLToPath(new URL('../../', import.meta.url))
const now = programIn(root)
const old = oldMillrace()

let folder: string
let receiver: Server
const calls = new Map<string, string>()
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-upgrade-'))
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (bytes: Buffer) => {
      body += bytes.toString()
    })
    request.on('end', () => {
      calls.set(String(request.headers['idempotency-key']), body)
      response.end()
    })
  })
  await new Promise<void>((listening) => receiver.listen(0, '127.0.0.1', listening))
})
afterAll(async () => {
  receiver.close()
  old?.remove()
  await rm(folder, { recursive: true })
})

/** A database in which nothing is yet, and what every process is told. */
class Place {
  readonly environment: Readonly<Record<string, string>>
  readonly processes = new Set<RoleProcess>()

  private constructor(
    readonly url: string,
    readonly db: Database,
    private readonly drop: () => Promise<void>,
  ) {
    this.environment = {
      DATABASE_URL: url,
      MILLRACE_DATA_DIR: folder,
      MILLRACE_ALLOWED_HOSTS: '127.0.0.1',
      MILLRACE_LOG_LEVEL: 'error',
    }
  }

  static async open(): Promise<Place> {
    const { url, drop } = await emptyDatabase()
    const fresh = openDatabase({ url, applicationName: 'upgrade' })
    return new Place(url, fresh, async () => {
      await fresh.close()
      await drop()
    })
  }

  async start(role: 'serve' | 'work', program: readonly string[]): Promise<RoleProcess> {
    const started = await RoleProcess.start(role, this.environment, program)
    this.processes.add(started)
    return started
  }

  run(program: readonly string[], ...args: string[]): string {
    return execFileSync(process.execPath, [...program, ...args, '--json'], {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    }).toString()
  }

  async close(): Promise<void> {
    await Promise.all([...this.processes].map((each) => each.stop()))
    await this.drop()
  }
}

/** One account, at whichever API process. */
class Customer {
  made = 0

  constructor(
    readonly token: string,
    readonly accountId: number,
  ) {}

  async call(
    server: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Readonly<Record<string, unknown>>> {
    const response = await fetch(server + path, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    // Nothing was done: the server gave way to somebody. HubSpot's client tries again as well.
    if (response.status === 503) return this.call(server, method, path, body)
    expect(response.status, `${method} ${path}: ${text}`).toBeLessThan(300)
    return (text === '' ? {} : JSON.parse(text)) as Readonly<Record<string, unknown>>
  }

  async prepare(server: string): Promise<void> {
    for (const property of counters) await this.call(server, 'POST', '/crm/v3/properties/contacts', property)
    const { port } = receiver.address() as AddressInfo
    await this.call(server, 'POST', '/automation/v4/flows', waitingFlow(`http://127.0.0.1:${port}/`))
  }

  /** Whoever is made enters. */
  async make(server: string, people: number): Promise<void> {
    const inputs = Array.from({ length: people }, () => {
      this.made++
      return { properties: { email: `person${this.made}@example.test`, firstname: 'Ada' } }
    })
    await this.call(server, 'POST', '/crm/v3/objects/contacts/batch/create', { inputs })
  }
}

const urlOf = ({ ready }: RoleProcess) => String(ready.url)

async function allCameOutOnce({ db }: Place, accountId: number, people: number): Promise<void> {
  await until(async () => {
    await passTime(db, accountId)
    return (await figures(db, accountId)).completed === people
  }, 90)
  expect(await figures(db, accountId)).toEqual(allOut(people))
  expect(calls.size).toBe(people)
  expect(new Set(calls.values()).size).toBe(people)
  expect(await audit(db, accountId)).toEqual([])
}

if (old) {
  test('old and new code on one database: nobody is lost, everybody comes out once', async () => {
    const place = await Place.open()
    try {
      place.run(old.program, 'migrate')
      const account = JSON.parse(place.run(old.program, 'accounts', 'create', '--name', 'Customer'))
      const customer = new Customer(account.token, Number(account.accountId))
      // One after the other: of two first starts at once, that version may read the key before it is written.
      const oldServe = await place.start('serve', old.program)
      const oldWork = await place.start('work', old.program)
      await customer.prepare(urlOf(oldServe))
      await customer.make(urlOf(oldServe), 100)
      await until(async () => (await figures(place.db, customer.accountId)).waiting > 0, 60)

      // The schema changes under them, while people come in.
      const [report] = await Promise.all([
        migrate(place.url),
        ...Array.from({ length: 5 }, () => customer.make(urlOf(oldServe), 10)),
      ])
      expect(report.applied[0]).toBe('0002-walls.sql')
      await customer.make(urlOf(oldServe), 20)
      await until(async () => (await figures(place.db, customer.accountId)).waiting === customer.made, 60)

      const [newServe, newWork] = await Promise.all([place.start('serve', now), place.start('work', now)])
      await customer.make(urlOf(newServe), 20)
      await customer.make(urlOf(oldServe), 20)
      await passTime(place.db, customer.accountId)
      expect(await Promise.all([oldServe.stop(), oldWork.stop()])).toEqual([0, 0])
      await customer.make(urlOf(newServe), 20)
      await allCameOutOnce(place, customer.accountId, customer.made)
      for (const process of [oldServe, oldWork, newServe, newWork]) expect(process.said).toBe('')
    } finally {
      await place.close()
    }
  }, 400_000)
} else {
  console.warn(
    'upgrade.test.ts: the history of this repository is not here, so the old code cannot run beside the new;',
  )
  console.warn('what it left in a database of its schema is upgraded instead.')
}

test('what the first schema held is upgraded with people inside, and they come out once', async () => {
  calls.clear()
  const place = await Place.open()
  try {
    await migrate(place.url, { upTo: '0001-schema.sql' })
    const { accountId, people } = await peopleInside(place)
    await migrate(place.url)
    await place.start('work', now)
    await allCameOutOnce(place, accountId, people)
  } finally {
    await place.close()
  }
}, 120_000)

/** A live workflow and people who wait in its delay, in a database of the first schema. */
async function peopleInside(place: Place) {
  const server = await testServer({ wakerOf: createWaker, allowedHosts: ['127.0.0.1'] })
  const worker = await startWorker({ db: server.db })
  try {
    const { accountId, token } = server.a
    const customer = new Customer(token, accountId)
    await customer.prepare(server.url)
    await customer.make(server.url, 40)
    await until(async () => (await figures(server.db, accountId)).waiting === customer.made, 60)
    await worker.close()
    await copyIntoOldSchema(server.database.url, place.url)
    return { accountId, people: customer.made }
  } finally {
    await worker.close()
    await server.close()
  }
}

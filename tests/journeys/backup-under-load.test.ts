// A backup taken while people write and workers work is one moment: whoever is inside a workflow in it comes out once.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestServer, testServer } from '@millrace/api/testing'
import { audit, createWaker, startWorker, type Worker } from '@millrace/engine'
import { openDatabase, restoreBackup, writeBackup } from '@millrace/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyDatabase } from './empty-database.js'
import { until } from './installation.js'
import { allOut, counters, figures, passTime, waitingFlow } from './people-inside.js'

let server: TestServer
let worker: Worker
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-backup-'))
  server = await testServer({ wakerOf: createWaker })
  worker = await startWorker({ db: server.db })
})
afterAll(async () => {
  await worker.close()
  await server.close()
  await rm(folder, { recursive: true })
})

async function prepare({ call }: TestServer['a']): Promise<void> {
  for (const property of counters)
    expect((await call('POST', '/crm/v3/properties/contacts', property)).status).toBe(201)
  expect((await call('POST', '/automation/v4/flows', waitingFlow())).status).toBe(201)
}

/** Makes people and changes them until it is told to stop; both accounts have their own. */
function keepWriting({ call, accountId }: TestServer['a'], stop: AbortSignal): Promise<number> {
  let made = 0
  const write = async () => {
    while (!stop.aborted) {
      const inputs = Array.from({ length: 10 }, () => ({
        properties: { email: `p${++made}@account${accountId}.example.test`, firstname: 'Ada' },
      }))
      const { status } = await call('POST', '/crm/v3/objects/contacts/batch/create', { inputs })
      expect(status).toBe(201)
      // Time passes for some of those who wait.
      await passTime(server.db, accountId, 5)
    }
    return made
  }
  return write()
}

/** In the copy, which nobody writes to but its own worker. */
async function everybodyComesOut(url: string, accountIds: readonly number[]): Promise<void> {
  const db = openDatabase({ url, applicationName: 'restored' })
  try {
    for (const accountId of accountIds) expect(await audit(db, accountId)).toEqual([])
    const before = await Promise.all(accountIds.map((id) => figures(db, id)))
    // The backup found work under way, else it proves nothing.
    expect(before.every(({ people, completed, waiting }) => waiting > 0 && completed < people)).toBe(true)
    const restored = await startWorker({ db })
    for (const [nth, accountId] of accountIds.entries()) {
      const people = before[nth]?.people ?? 0
      await until(async () => {
        await passTime(db, accountId)
        return (await figures(db, accountId)).completed === people
      }, 60)
      expect(await figures(db, accountId)).toEqual(allOut(people))
      expect(await audit(db, accountId)).toEqual([])
    }
    await restored.close()
  } finally {
    await db.close()
  }
}

test('backups under load are consistent, and what is in them goes on where it was', async () => {
  const tenants = [server.a, server.b]
  for (const tenant of tenants) await prepare(tenant)
  const stop = new AbortController()
  const writers = tenants.map((tenant) => keepWriting(tenant, stop.signal))
  const files: string[] = []
  try {
    await until(async () => (await figures(server.db, server.a.accountId)).completed > 20, 60)
    for (const name of ['first', 'second']) {
      const file = join(folder, `${name}.backup`)
      await writeBackup(server.database.url, file)
      files.push(file)
    }
  } finally {
    stop.abort()
    await Promise.all(writers)
  }
  for (const file of files) {
    const { url, drop } = await emptyDatabase()
    try {
      await restoreBackup(url, file)
      await everybodyComesOut(
        url,
        tenants.map(({ accountId }) => accountId),
      )
    } finally {
      await drop()
    }
  }
}, 240_000)

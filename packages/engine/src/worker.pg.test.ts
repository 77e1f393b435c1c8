import { createWorkflow, type Database, openDatabase } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { audit } from './audit/audit.js'
import { publish } from './publish/publish.js'
import { all, isEqualTo, triggeredBy } from './testing/engine-criteria.js'
import { aFlow, setProperty } from './testing/engine-fixture.js'
import { createWaker, type ProcessWaker } from './wake.js'
import { startWorker, type Worker } from './worker.js'

let testing: TestDatabase
let db: Database
let waker: ProcessWaker
const workers: Worker[] = []

beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  waker = createWaker(db)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.close()))
})
afterAll(async () => {
  await waker.close()
  await testing.close()
})

/** A worker with connections of its own, as in its own process. */
async function working(settings = {}): Promise<Worker> {
  const own = openDatabase({ url: testing.url, max: 10, applicationName: 'test worker' })
  const worker = await startWorker({ db: own, settings })
  const closing = { ...worker, close: async () => worker.close().then(() => own.close()) }
  workers.push(closing)
  return closing
}

const greet = aFlow({
  ...triggeredBy([all(isEqualTo('city', 'London'))]),
  startActionId: '1',
  nextAvailableActionId: '2',
  actions: [setProperty('1', 'jobtitle', 'Londoner')],
})

async function anAccountThatGreets() {
  const accountId = await anAccount(db)
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, greet))
  return { accountId, workflowId: id }
}

async function ended(accountId: number): Promise<number> {
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query<{ n: number }>(sql`
      SELECT count(*) AS n FROM enrollments WHERE account_id = ${accountId} AND end_state = 'completed'`),
  )
  return rows[0]?.n ?? 0
}

/** Asks again until everybody has finished: the signal is the database's own. */
async function finished(accountId: number, count: number, within = 25_000): Promise<number> {
  const started = performance.now()
  for (;;) {
    const n = await ended(accountId).catch(() => -1)
    if (n >= count) return performance.now() - started
    if (performance.now() - started > within) throw new Error(`${n} of ${count} finished within ${within} ms`)
  }
}

test('W-ENR-9 a change runs through its workflow by itself, woken by another process', async () => {
  const { accountId, workflowId } = await anAccountThatGreets()
  await working({ pollMs: 60_000, probeMs: 60_000 })
  await publish(db, accountId, workflowId, { enrollExisting: false, waker })
  await records(db, accountId, '0-1', [{ city: 'London' }, { city: 'Paris' }])
  waker.wake(accountId, 'interactive')
  await finished(accountId, 1)
  expect(await audit(db, accountId)).toEqual([])
})

test('a worker that nobody wakes finds its work by looking', async () => {
  const { accountId, workflowId } = await anAccountThatGreets()
  await publish(db, accountId, workflowId, { enrollExisting: false })
  await records(db, accountId, '0-1', [{ city: 'London' }])
  await working({ probeMs: 300 })
  await finished(accountId, 1)
})

test('W-PUB-21 existing records enroll in the background, exactly once, with three workers', async () => {
  const { accountId, workflowId } = await anAccountThatGreets()
  const rows = Array.from({ length: 1000 }, (_, i) => ({ city: i % 2 === 0 ? 'London' : 'Paris' }))
  await records(db, accountId, '0-1', rows)
  await Promise.all([working(), working(), working()])
  await publish(db, accountId, workflowId, { enrollExisting: true, waker })
  await finished(accountId, 500)
  expect(await ended(accountId)).toBe(500)
  expect(await audit(db, accountId)).toEqual([])
})

test('I8 a worker whose connections are all cut comes back and goes on', async () => {
  const { accountId, workflowId } = await anAccountThatGreets()
  await working({ probeMs: 1000 })
  await publish(db, accountId, workflowId, { enrollExisting: false, waker })
  await records(db, accountId, '0-1', [{ city: 'London' }])
  waker.wake(accountId, 'interactive')
  await finished(accountId, 1)
  await db.owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name IN ('test worker', 'millrace presence', 'millrace waker')`,
  )
  await records(db, accountId, '0-1', [{ city: 'London' }])
  waker.wake(accountId, 'interactive')
  await finished(accountId, 2)
  expect(await audit(db, accountId)).toEqual([])
})

test('closing drains: what runs is finished, and the worker leaves no note and no entry', async () => {
  const { accountId, workflowId } = await anAccountThatGreets()
  const worker = await working()
  await publish(db, accountId, workflowId, { enrollExisting: false, waker })
  await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: 300 }, () => ({ city: 'London' })),
  )
  waker.wake(accountId, 'interactive')
  await worker.close()
  workers.splice(0)
  const { rows } = await db.owner.query(
    `SELECT id FROM workers WHERE id = $1 UNION ALL SELECT worker_id FROM wave_notes WHERE worker_id = $1`,
    [worker.workerId],
  )
  expect(rows).toEqual([])
  await working({ probeMs: 300 })
  await finished(accountId, 300)
  expect(await audit(db, accountId)).toEqual([])
})

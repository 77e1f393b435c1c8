// A record may have a hundred and fifty properties: what a workflow writes must not cost more for it (engine.md 2 and 8).
// Counted, not timed: bytes of write-ahead log, and rows touched.
import { parseFlow } from '@millrace/definitions'
import { advance, build, type Engine, moveProperties, publish } from '@millrace/engine'
import { anEngine, enrollAll, setProperty } from '@millrace/engine/testing'
import { createProperties, createWorkflow, type Database, definitionsOf, openDatabase } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'

const application = 'wide records'
const wave = 100
/** The first warms plans and caches; of the others the cheapest counts, for now and then an index splits a page. */
const rounds = 5

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  // One connection for the wave, one for its note.
  db = openDatabase({ url: testing.url, max: 2, applicationName: application })
  engine = anEngine(db)
})
afterAll(async () => {
  await db.close()
  await testing.close()
})

function twoWrites() {
  const parsed = parseFlow({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    startActionId: '1',
    actions: [setProperty('1', 'firstname', 'ada', '2'), setProperty('2', 'lastname', 'lovelace')],
    enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true },
  })
  if (!parsed.ok) throw parsed.problems[0]
  return parsed.flow
}

/** An account whose contacts have so many properties, two of them hot, and a workflow that writes these. */
async function aCrowd(properties: number) {
  const accountId = await anAccount(db)
  const extra = Array.from({ length: properties - 4 }, (_, i) => `extra_${i}`)
  await db.withAccount(accountId, 'exclusive', async (tx) =>
    createProperties(
      tx,
      await definitionsOf(tx),
      '0-1',
      extra.map((name) => ({ name, label: name, type: 'string', fieldType: 'text' })),
    ),
  )
  const ids = await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: rounds * wave }, (_, i) => ({
      email: `c${i}@example.test`,
      city: `Town ${i}`,
      firstname: 'charles',
      lastname: 'babbage',
      ...Object.fromEntries(extra.map((name) => [name, `some value ${i}`])),
    })),
  )
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, twoWrites()))
  await publish(db, accountId, id, { enrollExisting: false })
  while ((await moveProperties(engine, accountId)).more);
  while ((await build(engine, accountId)).more);
  return { accountId, workflowId: id, ids }
}

type Crowd = Awaited<ReturnType<typeof aCrowd>>

/** Bytes of write-ahead log that one step of a wave writes, round by round. */
async function walPerStep({ accountId, workflowId, ids }: Crowd, round: number): Promise<number> {
  await enrollAll(db, accountId, workflowId, ids.slice(round * wave, (round + 1) * wave))
  const before = await walWritten()
  while ((await advance(engine, accountId, 'bulk')).claimed > 0);
  return ((await walWritten()) - before) / (2 * wave)
}

/** By our connections: others use the server too. What they have counted, they report when told. */
async function walWritten(): Promise<number> {
  const clients = await Promise.all([db.app.connect(), db.app.connect()])
  for (const client of clients) {
    await client.query('SELECT pg_stat_force_next_flush()')
    client.release()
  }
  const { rows } = await testing.db.owner.query<{ bytes: number }>(
    `SELECT sum(w.wal_bytes)::bigint AS bytes
     FROM pg_stat_activity a CROSS JOIN LATERAL pg_stat_get_backend_wal(a.pid) w
     WHERE a.datname = current_database() AND a.application_name = $1`,
    [application],
  )
  return Number(rows[0]?.bytes)
}

/** Every version of every cold row: another one, were it written as it was, would have another place. */
function coldRows({ accountId }: Crowd) {
  return db.withAccount(accountId, 'read', (tx) =>
    tx.query(sql`
      SELECT count(*) AS rows, md5(string_agg(concat(ctid, xmin, cold), ',' ORDER BY record_id)) AS print
      FROM cold_values WHERE account_id = ${accountId}`),
  )
}

test('two writes to records of 150 properties cost the log what they cost those of 40, and touch no cold value', async () => {
  const narrow = await aCrowd(40)
  const wide = await aCrowd(150)
  const before = await coldRows(wide)
  expect(before).toMatchObject([{ rows: rounds * wave }])
  const ofNarrow: number[] = []
  const ofWide: number[] = []
  for (let round = 0; round < rounds; round++) {
    ofNarrow.push(await walPerStep(narrow, round))
    ofWide.push(await walPerStep(wide, round))
  }
  const [least, leastOfWide] = [Math.min(...ofNarrow.slice(1)), Math.min(...ofWide.slice(1))]
  expect(least).toBeGreaterThan(100)
  expect(leastOfWide / least).toBeLessThan(1.3)
  expect(await coldRows(wide)).toEqual(before)
  const ended = await db.withAccount(wide.accountId, 'read', (tx) =>
    tx.query(
      sql`SELECT count(*) AS n FROM enrollments WHERE account_id = ${wide.accountId} AND end_state = 'completed'`,
    ),
  )
  expect(ended).toEqual([{ n: rounds * wave }])
})

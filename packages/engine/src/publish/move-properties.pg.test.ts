// A property may be anywhere on its way while everybody goes on: what comes out is the same.
import { lanes } from '@millrace/model'
import {
  createWorkflow,
  type Database,
  definitionsOf,
  ensureHot,
  importRows,
  moveProperties as moveChunk,
  startImport,
  type Transaction,
  writeRecords,
} from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import type { Engine } from '../engine.js'
import { evaluate } from '../evaluate/evaluate.js'
import { all, isEqualTo, isKnown, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, anEngine, setProperty } from '../testing/engine-fixture.js'
import { build } from './build.js'
import { matchCount } from './match-count.js'
import { moveProperties } from './move-properties.js'
import { publish } from './publish.js'

let testing: TestDatabase
let db: Database
let engine: Engine
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
})
afterAll(() => testing.close())

const flow = aFlow({
  ...triggeredBy([all(isEqualTo('city', 'london'), isKnown('email'))]),
  startActionId: '1',
  nextAvailableActionId: '3',
  actions: [setProperty('1', 'jobtitle', 'Londoner', '2'), setProperty('2', 'city', 'Greater London')],
})
const moved = ['city', 'jobtitle']
const cities = ['London', 'LONDON', 'Paris', undefined] as const

const contacts = 120
/** A few times less, so that a move can stand in the middle. */
const chunk = 50

type Values = Readonly<Record<string, string | null>>
const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const

function contact(i: number): Values {
  const city = cities[i % cities.length]
  return { email: `c${i}@example.test`, jobtitle: `Job ${i % 7}`, ...(city !== undefined && { city }) }
}

function placements(accountId: number): Promise<readonly (string | undefined)[]> {
  return db.withAccount(accountId, 'read', async (tx) => {
    const definitions = await definitionsOf(tx)
    return moved.map((name) => definitions.property('0-1', name)?.placement)
  })
}

/** Everybody at work on one account: what they leave, with records named by their place. */
async function comeOut(accountId: number, at: { published(): Promise<void>; written(): Promise<void> }) {
  const ids = await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: contacts }, (_, i) => contact(i)),
  )
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  await publish(db, accountId, id, { enrollExisting: true })
  await at.published()
  await db.withAccount(accountId, 'shared', (tx) => write(tx, ids))
  await db.withAccount(accountId, 'shared', importMore)
  await at.written()
  const counted = await db.withAccount(accountId, 'read', async (tx) =>
    matchCount(tx, await definitionsOf(tx), flow),
  )
  await drain(accountId)
  const state = await db.withAccount(accountId, 'read', stateOf)
  return { matching: counted.count, state, findings: await audit(db, accountId) }
}

/** First and last of them: where a move has been, and where it has not. */
async function write(tx: Transaction, ids: readonly number[]): Promise<void> {
  const values: readonly Values[] = [{ city: null }, { city: 'London' }, { city: 'Oslo', jobtitle: null }]
  const touched = [...ids.slice(0, 12), ...ids.slice(-12)]
  const writes = touched.map((recordId, i) => ({
    objectTypeId: '0-1',
    recordId,
    values: values[i % values.length] ?? {},
  }))
  await writeRecords(tx, await definitionsOf(tx), meta, writes)
}

async function importMore(tx: Transaction): Promise<void> {
  const definitions = await definitionsOf(tx)
  const uniqueKey = definitions.property('0-1', 'email')
  if (!uniqueKey) throw new Error('contacts have no email')
  const places = [20, 21, 22, 23, contacts - 20, contacts - 21, contacts, contacts + 1]
  const rows = places.map((i) => ({ email: `c${i}@example.test`, city: i % 2 === 0 ? 'lonDON' : 'Rome' }))
  const importId = await startImport(tx, '0-1', 'more')
  await importRows(tx, definitions, { importId, objectTypeId: '0-1', uniqueKey, rows })
}

async function drain(accountId: number): Promise<void> {
  for (let busy = true; busy; ) {
    busy = false
    for (const lane of lanes) {
      for (const work of [build, evaluate, advance]) {
        const { claimed, more } = await work(engine, accountId, lane)
        busy ||= claimed > 0 || more
      }
    }
  }
}

/** Versions are not compared: how many steps share one depends on how long a wave may run. */
function stateOf(tx: Transaction) {
  return tx.query(sql`
    SELECT row_number() OVER (ORDER BY r.id) AS place, coalesce(c.cold, '{}') || r.hot AS values,
      (SELECT jsonb_agg(jsonb_build_array(e.end_state, e.source ->> 'type') ORDER BY e.id)
        FROM enrollments e WHERE e.account_id = r.account_id AND e.record_id = r.id) AS enrollments,
      (SELECT jsonb_object_agg(p.name, p.seen) FROM (
        SELECT e.key AS name, jsonb_agg(e.value ORDER BY h.version) AS seen
        FROM changes h CROSS JOIN LATERAL (
          SELECT key, value -> 1 AS value FROM jsonb_each(h.patch) UNION ALL SELECT * FROM jsonb_each(h.initial)) e
        WHERE h.account_id = r.account_id AND h.record_id = r.id GROUP BY e.key) p) AS history
    FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
    WHERE r.account_id = ${tx.accountId} ORDER BY r.id`)
}

const nothing = async () => {}

test('publishing does not wait for properties to move, and wherever they are everything comes out the same', async () => {
  const hot = await anAccount(db)
  await ensureHot(db, hot, '0-1', [...moved, 'email'])
  const expected = await comeOut(hot, { published: nothing, written: nothing })
  expect(expected).toMatchObject({ findings: [] })
  expect(expected.matching).toBeGreaterThan(contacts / 3)
  expect(await placements(hot)).toEqual(['hot', 'hot'])

  const moving = await anAccount(db)
  expect(await comeOut(moving, { published: nothing, written: nothing })).toEqual(expected)
  expect(await placements(moving)).toEqual(['moving', 'moving'])

  const halfway = await anAccount(db)
  const oneChunk = async () => void (await moveChunk(db, halfway, { chunk }))
  expect(await comeOut(halfway, { published: oneChunk, written: nothing })).toEqual(expected)
  expect(await placements(halfway)).toEqual(['moving', 'moving'])

  const arriving = await anAccount(db)
  const theRest = async () => {
    while ((await moveProperties(engine, arriving)).more);
  }
  expect(await comeOut(arriving, { published: nothing, written: theRest })).toEqual(expected)
  expect(await placements(arriving)).toEqual(['hot', 'hot'])

  for (const accountId of [moving, halfway]) {
    while ((await moveProperties(engine, accountId)).more);
    expect(await placements(accountId)).toEqual(['hot', 'hot'])
    expect(await db.withAccount(accountId, 'read', stateOf)).toEqual(expected.state)
    expect(await db.withAccount(accountId, 'read', leftCold)).toBe(0)
  }
})

async function leftCold(tx: Transaction): Promise<number> {
  const rows = await tx.query(
    sql`SELECT 1 FROM cold_values WHERE account_id = ${tx.accountId} AND cold ?| ARRAY['city', '~city', 'jobtitle', '~jobtitle']`,
  )
  return rows.length
}

test('turning on raises the epoch once, whatever has to move; two movers share the work', async () => {
  const accountId = await anAccount(db)
  await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: contacts }, (_, i) => contact(i)),
  )
  const { id } = await db.withAccount(accountId, 'shared', (tx) => createWorkflow(tx, flow))
  const epoch = () => db.withAccount(accountId, 'read', async (tx) => tx.epoch)
  const before = await epoch()
  await publish(db, accountId, id, { enrollExisting: false })
  expect(await epoch()).toBe(before + 1)
  const looked: number[] = []
  while ((await placements(accountId)).includes('moving')) {
    const both = await Promise.all([moveChunk(db, accountId, { chunk }), moveChunk(db, accountId, { chunk })])
    looked.push(...both.map((each) => each.records))
  }
  expect(looked.reduce((sum, n) => sum + n)).toBe(contacts)
  expect(await epoch()).toBe(before + 2)
  expect(await moveProperties(engine, accountId)).toEqual({ claimed: 0, more: false, nextAt: null })
})

// Active lists and snapshots over everything that may happen to a record; each story with a second account that must not
// notice.
import {
  createList,
  type Database,
  definitionsOf,
  importRows,
  readList,
  startImport,
  type Transaction,
  writeRecords,
} from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { advance } from '../advance.js'
import { audit } from '../audit/audit.js'
import { deleteRecords } from '../crm/delete-records.js'
import { mergeRecords } from '../crm/merge-records.js'
import type { Engine } from '../engine.js'
import { evaluateByClock } from '../evaluate/evaluate-by-clock.js'
import { unenrollRecords } from '../leave/unenroll-records.js'
import { drained } from '../testing/drained.js'
import { all, anyGroup, isEqualTo, triggeredBy } from '../testing/engine-criteria.js'
import { aFlow, anEngine, aPublishedWorkflow, enrollAll, setProperty } from '../testing/engine-fixture.js'
import { buildList } from './build-list.js'
import { buildSnapshot } from './build-snapshot.js'
import { addList } from './manage-lists.js'

let testing: TestDatabase
let db: Database
let engine: Engine
let other: number
beforeAll(async () => {
  testing = await testDatabase()
  db = testing.db
  engine = anEngine(db)
  other = await anAccount(db)
  await records(db, other, '0-1', [{ city: 'London' }])
  await aList(other, 'DYNAMIC', london)
  await drained(engine, other)
})
afterAll(async () => {
  expect(await audit(db, other)).toEqual([])
  await testing.close()
})

/** Created within the hour. */
const recently = {
  filterType: 'PROPERTY',
  property: 'createdate',
  operation: {
    operationType: 'ROLLING_DATE_RANGE',
    operator: 'IS_LESS_THAN_X_DAYS_AGO',
    numberOfDays: 1,
    timeUnit: 'HOURS',
    includeObjectsWithNoValueSet: false,
  },
}
const london = isEqualTo('city', 'London')
const api = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.now() } as const

let made = 0
function aList(
  accountId: number,
  processingType: 'DYNAMIC' | 'SNAPSHOT',
  ...filters: readonly Readonly<Record<string, unknown>>[]
) {
  return exclusively(accountId, async (tx) =>
    addList(tx, await definitionsOf(tx), {
      objectTypeId: '0-1',
      name: `List ${++made}`,
      processingType,
      filter: anyGroup(all(...filters)),
    }),
  )
}

const exclusively = <T>(accountId: number, work: (tx: Transaction) => Promise<T>) =>
  db.withAccount(accountId, 'exclusive', work)
const writing = <T>(accountId: number, work: (tx: Transaction) => Promise<T>) =>
  db.withAccount(accountId, 'shared', work)

function write(accountId: number, recordId: number, values: Record<string, string | number | null>) {
  return writing(accountId, async (tx) =>
    writeRecords(tx, await definitionsOf(tx), api, [{ objectTypeId: '0-1', recordId, values }]),
  )
}

async function members(accountId: number, listId: number): Promise<number[]> {
  const rows = await db.withAccount(accountId, 'read', async (tx) => {
    const found = await tx.query<{ id: number }>(sql`
      SELECT record_id AS id FROM list_members WHERE account_id = ${accountId} AND list_id = ${listId} ORDER BY 1`)
    expect((await readList(tx, listId)).size).toBe(found.length)
    return found
  })
  expect(await audit(db, accountId)).toEqual([])
  return rows.map(({ id }) => id)
}

test('W-FLS-3 a condition on the clock lets a record leave at its instant, though nobody changes it', async () => {
  const accountId = await anAccount(db)
  const [ada = 0, bob = 0] = await records(db, accountId, '0-1', [{}, {}])
  const listId = await aList(accountId, 'DYNAMIC', recently)
  await drained(engine, accountId)
  expect(await members(accountId, listId)).toEqual([ada, bob])
  await writing(accountId, async (tx) => {
    await tx.execute(
      sql`UPDATE records SET created_at = now() - interval '2 hours' WHERE account_id = ${accountId} AND id = ${ada}`,
    )
    const due = await tx.execute(sql`UPDATE clock_wakeups SET due_at = now() WHERE account_id = ${accountId}`)
    expect(due).toBe(2)
  })
  await evaluateByClock(engine, accountId)
  expect(await members(accountId, listId)).toEqual([bob])
})

test('W-FLS-3 a flip that is due is not forgotten when something else is looked at first', async () => {
  const accountId = await anAccount(db)
  const [ada = 0] = await records(db, accountId, '0-1', [{}])
  const listId = await aList(accountId, 'DYNAMIC', recently)
  await aList(accountId, 'DYNAMIC', london)
  await drained(engine, accountId)
  await writing(accountId, async (tx) => {
    await tx.execute(
      sql`UPDATE records SET created_at = now() - interval '2 hours' WHERE account_id = ${accountId} AND id = ${ada}`,
    )
    await tx.execute(sql`UPDATE clock_wakeups SET due_at = now() WHERE account_id = ${accountId}`)
  })
  await write(accountId, ada, { city: 'London' })
  await drained(engine, accountId)
  await evaluateByClock(engine, accountId)
  expect(await members(accountId, listId)).toEqual([])
})

test('W-FLF-6 who is active in a workflow, or has completed it, is in the lists that ask for it', async () => {
  const accountId = await anAccount(db)
  const waiting = [
    {
      actionId: '1',
      type: 'SINGLE_CONNECTION',
      actionTypeId: '0-1',
      fields: { delta: '9', time_unit: 'HOURS' },
      connection: { edgeType: 'STANDARD', nextActionId: '2' },
    },
    setProperty('2', 'city', 'Done'),
  ]
  const workflowId = await aPublishedWorkflow(db, accountId, aFlow({ startActionId: '1', actions: waiting }))
  const standing = (inListType: string) => ({
    filterType: 'IN_LIST',
    operator: 'IN_LIST',
    metadata: { id: String(workflowId), inListType },
  })
  const active = await aList(accountId, 'DYNAMIC', standing('WORKFLOWS_ACTIVE'))
  const completed = await aList(accountId, 'DYNAMIC', standing('WORKFLOWS_COMPLETED'))
  const ids = await records(db, accountId, '0-1', [{}, {}, {}])
  await drained(engine, accountId)
  await enrollAll(db, accountId, workflowId, ids.slice(0, 2))
  await evaluateByClock(engine, accountId)
  expect(await members(accountId, active)).toEqual(ids.slice(0, 2))
  await advance(engine, accountId, 'bulk')
  await writing(accountId, (tx) =>
    tx.execute(sql`
      UPDATE enrollments SET due_at = now() WHERE account_id = ${accountId} AND state = 'time' AND record_id = ${ids[0]}`),
  )
  await advance(anEngine(db), accountId, 'timers')
  await writing(accountId, async (tx) =>
    unenrollRecords(tx, await definitionsOf(tx), ids.slice(1, 2), { reason: 'manual' }, Date.now()),
  )
  await drained(engine, accountId)
  await evaluateByClock(engine, accountId)
  expect(await members(accountId, active)).toEqual([])
  expect(await members(accountId, completed)).toEqual(ids.slice(0, 1))
})

test('a record that is deleted leaves, one that is merged away gives way to its survivor', async () => {
  const accountId = await anAccount(db)
  const [ada = 0, bob = 0, cyd = 0] = await records(db, accountId, '0-1', [
    { city: 'London' },
    { city: 'London' },
    {},
  ])
  const listId = await aList(accountId, 'DYNAMIC', london)
  await drained(engine, accountId)
  expect(await members(accountId, listId)).toEqual([ada, bob])
  await writing(accountId, async (tx) => deleteRecords(tx, await definitionsOf(tx), [ada], api))
  expect(await members(accountId, listId)).toEqual([bob])
  await writing(accountId, async (tx) =>
    mergeRecords(tx, await definitionsOf(tx), { objectTypeId: '0-1', primaryId: cyd, mergedId: bob }, api),
  )
  await drained(engine, accountId)
  expect(await members(accountId, listId)).toEqual([cyd])
})

test('records that an import makes join', async () => {
  const accountId = await anAccount(db)
  const listId = await aList(accountId, 'DYNAMIC', london)
  await writing(accountId, async (tx) => {
    const definitions = await definitionsOf(tx)
    const uniqueKey = definitions.property('0-1', 'email')
    if (!uniqueKey) throw new Error('contacts have an e-mail address')
    const importId = await startImport(tx, '0-1', 'people.csv')
    const rows = [
      { email: 'ada@example.test', city: 'London' },
      { email: 'bob@example.test', city: 'Paris' },
    ]
    await importRows(tx, definitions, { importId, objectTypeId: '0-1', uniqueKey, rows })
  })
  await drained(engine, accountId)
  expect(await members(accountId, listId)).toHaveLength(1)
})

test('W-ENR-13 a workflow that makes its own trigger through a list goes round once', async () => {
  const accountId = await anAccount(db)
  const listId = await aList(accountId, 'DYNAMIC', london)
  const inIt = { filterType: 'IN_LIST', operator: 'IN_LIST', listId: String(listId) }
  const flow = aFlow({
    startActionId: '1',
    actions: [setProperty('1', 'city', 'Paris', '2'), setProperty('2', 'city', 'London')],
    ...triggeredBy([all(inIt)], { shouldReEnroll: false }),
  })
  const workflowId = await aPublishedWorkflow(db, accountId, flow)
  const [ada = 0] = await records(db, accountId, '0-1', [{ city: 'London' }])
  for (let quiet = 0; quiet < 2; ) {
    await drained(engine, accountId)
    quiet = (await advance(engine, accountId, 'interactive')).claimed === 0 ? quiet + 1 : 0
  }
  expect(await members(accountId, listId)).toEqual([ada])
  const rows = await db.withAccount(accountId, 'read', (tx) =>
    tx.query(
      sql`SELECT end_state FROM enrollments WHERE account_id = ${accountId} AND workflow_id = ${workflowId}`,
    ),
  )
  expect(rows).toEqual([{ end_state: 'completed' }])
})

test('a build that was cut off goes on where it was', async () => {
  const accountId = await anAccount(db)
  const ids = await records(
    db,
    accountId,
    '0-1',
    Array.from({ length: 5 }, () => ({ city: 'London' })),
  )
  const listId = await aList(accountId, 'DYNAMIC', london)
  const broken = anEngine(db, {
    planted: new Set(),
    point(name) {
      if (name === 'build-list:before-commit') throw new Error('killed')
    },
  })
  await expect(buildList(broken, accountId)).rejects.toThrow('killed')
  expect(await members(accountId, listId)).toEqual([])
  await drained(engine, accountId)
  expect(await members(accountId, listId)).toEqual(ids)
})

test('W-PUB-4 a snapshot is of one moment: what is written while it is stored does not count', async () => {
  const accountId = await anAccount(db)
  const [ada = 0, bob = 0, cyd = 0] = await records(db, accountId, '0-1', [
    { city: 'London' },
    { city: 'Paris' },
    { city: 'London' },
  ])
  const listId = await aList(accountId, 'SNAPSHOT', london)
  const meddling = anEngine(db, {
    planted: new Set(),
    async point(name) {
      if (name !== 'build-snapshot:page') return
      await write(accountId, ada, { city: 'Paris' })
      await write(accountId, bob, { city: 'London' })
      await writing(accountId, async (tx) => deleteRecords(tx, await definitionsOf(tx), [cyd], api))
    },
  })
  await buildSnapshot(meddling, accountId)
  expect(await members(accountId, listId)).toEqual([ada])
})

test('a snapshot whose run is gone begins anew, with a moment of its own', async () => {
  const accountId = await anAccount(db)
  const [ada = 0, bob = 0] = await records(db, accountId, '0-1', [{ city: 'London' }, {}])
  const listId = await aList(accountId, 'SNAPSHOT', london)
  const broken = anEngine(db, {
    planted: new Set(),
    point() {
      throw new Error('killed')
    },
  })
  await expect(buildSnapshot(broken, accountId)).rejects.toThrow('killed')
  await write(accountId, bob, { city: 'London' })
  expect((await buildSnapshot(engine, accountId)).claimed).toBe(0)
  await writing(accountId, (tx) =>
    tx.execute(
      sql`UPDATE list_builds SET moved_at = now() - interval '1 minute' WHERE account_id = ${accountId}`,
    ),
  )
  await buildSnapshot(engine, accountId)
  expect(await members(accountId, listId)).toEqual([ada, bob])
})

test('a static list of another account is not there to be asked for', async () => {
  const foreign = await exclusively(other, (tx) =>
    createList(tx, { objectTypeId: '0-1', name: 'Theirs', processingType: 'MANUAL' }),
  )
  const accountId = await anAccount(db)
  const asking = aList(accountId, 'DYNAMIC', {
    filterType: 'IN_LIST',
    operator: 'IN_LIST',
    listId: String(foreign),
  })
  await expect(asking).rejects.toMatchObject({ code: 'LIST_NOT_FOUND' })
})

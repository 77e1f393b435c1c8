import { emptyReads } from '@millrace/filters'
import {
  associate,
  changeMembers,
  createList,
  createWorkflow,
  type Definitions,
  definitionsOf,
  findByKey,
  type LockMode,
  loadRecords,
  pageMembers,
  readAssociations,
  readPropertyHistory,
  readRecords,
  type Transaction,
  writeRecords,
} from '@millrace/store'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { evaluate } from '../evaluate/evaluate.js'
import { publish } from '../publish/publish.js'
import {
  aFlow,
  all,
  anEngine,
  aPublishedWorkflow,
  enrollAll,
  isEqualTo,
  isKnown,
  setProperty,
  triggeredBy,
} from '../testing/index.js'
import { deleteRecords } from './delete-records.js'
import { mergeRecords } from './merge-records.js'

let database: TestDatabase
let account: number
let other: number
beforeAll(async () => {
  database = await testDatabase()
})
beforeEach(async () => {
  account = await anAccount(database.db)
  other = await anAccount(database.db)
})
afterAll(() => database.close())

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.UTC(2026, 0, 1) } as const

function inAccount<T>(mode: LockMode, work: (tx: Transaction, definitions: Definitions) => Promise<T>) {
  return database.db.withAccount(account, mode, async (tx) => work(tx, await definitionsOf(tx)))
}
const contact = (values: Readonly<Record<string, unknown>> = {}) =>
  aRecord(database.db, account, '0-1', values)
const merge = (primaryId: number, mergedId: number, objectTypeId = '0-1') =>
  inAccount('shared', (tx, definitions) =>
    mergeRecords(tx, definitions, { objectTypeId, primaryId, mergedId }, meta),
  )
const read = (id: number) => inAccount('read', async (tx) => (await readRecords(tx, '0-1', [id])).get(id))
const byEmail = (email: string) =>
  inAccount('read', async (tx, definitions) => {
    const property = definitions.property('0-1', 'email')
    return property && (await findByKey(tx, property, [email])).get(email)
  })
const nothingWrong = async () => expect(await audit(database.db, account)).toEqual([])

test('the survivor’s values win, its empty ones are filled, and it keeps the other’s address', async () => {
  const ada = await contact({ email: 'ada@example.test', firstname: 'Ada', city: '' })
  const twin = await contact({
    email: 'Twin@example.test',
    firstname: 'Augusta',
    city: 'London',
    lastname: 'L',
  })
  expect(await merge(ada, twin)).toBe(ada)
  const [survivor, asked] = [await read(ada), await read(twin)]
  expect(survivor?.values()).toEqual({
    email: 'ada@example.test',
    firstname: 'Ada',
    lastname: 'L',
    city: 'London',
    hs_additional_emails: ['Twin@example.test'],
  })
  expect([asked?.id, survivor?.version]).toEqual([ada, 2])
  expect(await byEmail('twin@example.test')).toBe(ada)
  await expect(contact({ email: 'twin@example.test' })).rejects.toMatchObject({ code: 'UNIQUE_VALUE_TAKEN' })
  await nothingWrong()
})

test('an address that the survivor lacks becomes its own, and a deleted survivor frees both', async () => {
  const [bare, other] = [await contact({ firstname: 'Bo' }), await contact({ email: 'bo@example.test' })]
  const third = await contact({ email: 'third@example.test' })
  await merge(bare, other)
  await merge(bare, third)
  expect((await read(bare))?.value('email')).toBe('bo@example.test')
  expect(await byEmail('third@example.test')).toBe(bare)
  await nothingWrong()
  await inAccount('shared', (tx, definitions) => deleteRecords(tx, definitions, [bare], meta))
  expect(await read(third)).toBeUndefined()
  await contact({ email: 'bo@example.test' })
  await contact({ email: 'third@example.test' })
  await nothingWrong()
})

test('whoever was merged before is followed once, however often his survivor is merged again', async () => {
  const [a, b, c] = [
    await contact({ email: 'a@example.test' }),
    await contact({ email: 'b@example.test' }),
    await contact({ email: 'c@example.test' }),
  ]
  await merge(b, a)
  await merge(c, a)
  for (const id of [a, b, c]) expect((await read(id))?.id).toBe(c)
  for (const name of ['a', 'b', 'c']) expect(await byEmail(`${name}@example.test`)).toBe(c)
  const [row] = await inAccount('read', (tx) =>
    tx.query<{ n: number }>(
      sql`SELECT count(DISTINCT merged_into) AS n FROM records WHERE account_id = ${account}`,
    ),
  )
  expect(row?.n).toBe(1)
  await nothingWrong()
})

test('one write, one version, source merge; what was written of both is read through the survivor', async () => {
  const [kept, gone] = [
    await contact({ firstname: 'Kept' }),
    await contact({ firstname: 'Gone', city: 'Rome' }),
  ]
  await merge(kept, gone)
  const history = await inAccount('read', (tx) => readPropertyHistory(tx, [kept], ['firstname', 'city']))
  expect(history.map(({ recordId, name, value, source }) => [recordId, name, value, source.type])).toEqual([
    [kept, 'city', 'Rome', 'MERGE'],
    [kept, 'firstname', 'Kept', 'API'],
    [kept, 'firstname', 'Gone', 'API'],
    [kept, 'city', 'Rome', 'API'],
  ])
  const reads = { ...emptyReads, history: new Set(['firstname']) }
  const seen = await inAccount('read', async (tx, definitions) =>
    (await loadRecords(tx, definitions, [kept], reads)).get(kept)?.history('firstname'),
  )
  expect(seen?.map(({ value }) => value)).toEqual(['Gone', 'Kept'])
})

test('associations, static lists and imports are united; the survivor keeps its own primary company', async () => {
  const [kept, gone] = [await contact(), await contact()]
  const [own, others] = [
    await aRecord(database.db, account, '0-2'),
    await aRecord(database.db, account, '0-2'),
  ]
  await inAccount('shared', async (tx, definitions) => {
    const primary = (fromId: number, toId: number) => ({
      fromId,
      toId,
      category: 'HUBSPOT_DEFINED',
      typeId: 1,
    })
    await associate(tx, definitions, meta, [primary(kept, own), primary(gone, others)])
  })
  const listId = await inAccount('exclusive', async (tx, definitions) => {
    const id = await createList(tx, { objectTypeId: '0-1', name: 'By hand', processingType: 'MANUAL' })
    await changeMembers(tx, definitions, meta, id, { add: [gone] })
    return id
  })
  await merge(kept, gone)
  const [out, back] = await inAccount('read', async (tx) => [
    (await readAssociations(tx, [kept, gone])).map(({ fromId, toId, typeId }) => [fromId, toId, typeId]),
    (await readAssociations(tx, [own, others])).map(({ fromId, toId, typeId }) => [fromId, toId, typeId]),
  ])
  expect(out).toEqual([
    [kept, own, 1],
    [kept, own, 279],
    [kept, others, 279],
  ])
  expect(back).toEqual([
    [own, kept, 2],
    [own, kept, 280],
    [others, kept, 280],
  ])
  expect(await inAccount('read', (tx) => pageMembers(tx, listId, { limit: 10 }))).toEqual([kept])
  await nothingWrong()
})

test('W-UNA-3, W-UNA-5 the other’s enrollment ends as merged, the survivor’s goes on, and both count as earlier ones', async () => {
  const [kept, gone] = [await contact(), await contact()]
  const workflowId = await aPublishedWorkflow(
    database.db,
    account,
    aFlow({ startActionId: '1', actions: [setProperty('1', 'jobtitle', 'Greeted')] }),
  )
  await enrollAll(database.db, account, workflowId, [kept, gone])
  await merge(kept, gone)
  const rows = await inAccount('read', (tx) =>
    tx.query(
      sql`SELECT record_id, state, reason FROM enrollments WHERE account_id = ${account} ORDER BY record_id`,
    ),
  )
  expect(rows).toEqual([
    { record_id: kept, state: 'ready', reason: null },
    { record_id: gone, state: 'ended', reason: 'record_merged' },
  ])
  const memory = await inAccount('read', (tx) =>
    tx.query(sql`SELECT record_id, enrollments FROM workflow_records WHERE account_id = ${account}`),
  )
  expect(memory).toEqual([{ record_id: kept, enrollments: 2 }])
  await nothingWrong()
})

test.each([
  [false, 0],
  [true, 1],
])(
  'W-UNA-4, W-SET-24 a merge enrolls its survivor only when the workflow says so: %s',
  async (enrollsMergedRecords, n) => {
    const engine = anEngine(database.db)
    const flow = aFlow({
      ...triggeredBy([all(isEqualTo('city', 'London'), isKnown('lastname'))]),
      startActionId: '1',
      actions: [setProperty('1', 'jobtitle', 'Greeted')],
      millrace: { enrollsMergedRecords },
    })
    const { id } = await inAccount('shared', (tx) => createWorkflow(tx, flow))
    await publish(database.db, account, id, { enrollExisting: false })
    const [kept, gone] = [await contact({ city: 'London' }), await contact({ lastname: 'L' })]
    await evaluate(engine, account, 'interactive')
    await merge(kept, gone)
    await evaluate(engine, account, 'interactive')
    const entered = () =>
      inAccount('read', (tx) =>
        tx.query(sql`SELECT record_id FROM enrollments WHERE account_id = ${account}`),
      )
    expect(await entered()).toEqual(Array.from({ length: n }, () => ({ record_id: kept })))
    // Leaving and coming back is a transition like any other.
    for (const city of ['Paris', 'London'])
      await inAccount('shared', (tx, definitions) =>
        writeRecords(tx, definitions, meta, [{ objectTypeId: '0-1', recordId: kept, values: { city } }]),
      )
    await evaluate(engine, account, 'interactive')
    expect(await entered()).toEqual([{ record_id: kept }])
    await nothingWrong()
  },
)

test('one record, two types, nobody, and a record of another account are refused and change nothing', async () => {
  const [one, two] = [await contact({ email: 'one@example.test' }), await contact()]
  const company = await aRecord(database.db, account, '0-2')
  const theirs = await aRecord(database.db, other, '0-1', { email: 'theirs@example.test' })
  await expect(merge(one, one)).rejects.toMatchObject({ code: 'MERGE_INVALID' })
  await expect(merge(one, company)).rejects.toMatchObject({ code: 'MERGE_INVALID' })
  await expect(merge(one, 999_999_999)).rejects.toMatchObject({ code: 'RECORD_NOT_FOUND' })
  await expect(merge(one, theirs)).rejects.toMatchObject({ code: 'RECORD_NOT_FOUND' })
  await inAccount('shared', (tx, definitions) => deleteRecords(tx, definitions, [two], meta))
  await expect(merge(one, two)).rejects.toMatchObject({ code: 'RECORD_NOT_FOUND' })
  expect((await read(one))?.version).toBe(1)
  await nothingWrong()
})

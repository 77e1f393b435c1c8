import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { migrate } from '../migrations/run-migrations.js'
import { createObjectType } from '../object-types/create-object-type.js'
import { markRecordsDeleted } from '../records/delete-records.js'
import { writeRecords } from '../records/write-records.js'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '../testing/index.js'
import { keyAhead, keyBuiltIns } from './key-built-ins.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

/** As the owner of the tables, who sees one account at a time like everybody. */
async function inAccount<Row>(accountId: number, ...statements: readonly string[]): Promise<Row[]> {
  const client = await database.db.owner.connect()
  try {
    await client.query(`BEGIN; SET LOCAL app.account_id = '${accountId}'`)
    let rows: Row[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows as Row[]
    await client.query('COMMIT')
    return rows
  } finally {
    client.release()
  }
}
const keys = (accountId: number) =>
  inAccount(accountId, 'SELECT * FROM record_keys ORDER BY object_type_id, property_id, key, record_id')
const epoch = (accountId: number) =>
  inAccount(accountId, `SELECT definitions_epoch FROM accounts WHERE id = ${accountId}`)

test('an account made before where records stand was looked up by key gets the keys of its records, once', async () => {
  const { db } = database
  const accounts = [await anAccount(db), await anAccount(db)]
  for (const accountId of accounts) {
    await records(db, accountId, '0-3', [
      { dealname: 'One', pipeline: 'default', dealstage: 'closedwon' },
      { dealname: 'Two', dealstage: 'closedlost' },
      { dealname: 'Nowhere' },
    ])
    const gone = await aRecord(db, accountId, '0-3', { dealstage: 'closedwon' })
    const type = await db.withAccount(accountId, 'exclusive', async (tx) =>
      createObjectType(tx, await definitionsOf(tx), {
        name: 'mill',
        labels: { singular: 'Mill', plural: 'Mills' },
        properties: [],
      }),
    )
    await aRecord(db, accountId, type.id, { hs_pipeline_stage: `${'Ä'.repeat(600)}` })
    await db.withAccount(accountId, 'shared', async (tx) => {
      const meta = { source: { type: 'SYSTEM' }, chain: [], lane: 'bulk', at: Date.now() } as const
      await markRecordsDeleted(tx, await definitionsOf(tx), [gone], meta)
    })
  }
  const [first = 0, second = 0] = accounts
  const [wanted, untouched] = [await keys(first), await keys(second)]
  expect(wanted).toHaveLength(7)
  const inPipeline = `name = ANY('{dealstage,pipeline,hs_pipeline,hs_pipeline_stage}')`
  await inAccount(
    first,
    `DELETE FROM record_keys k USING properties p WHERE k.property_id = p.id AND p.account_id = k.account_id AND p.${inPipeline}`,
    `UPDATE properties SET keyed = false WHERE ${inPipeline}`,
    `UPDATE accounts SET seed = 'older' WHERE id = ${first}`,
  )
  expect(await keys(first)).toHaveLength(3)
  const before = await epoch(second)
  await migrate(database.url)
  expect(await keys(first)).toEqual(wanted)
  expect(await inAccount(first, `SELECT 1 FROM properties WHERE NOT keyed AND ${inPipeline}`)).toEqual([])
  expect(
    await db.withAccount(first, 'read', async (tx) => (await definitionsOf(tx)).property('0-3', 'dealstage')),
  ).toMatchObject({ keyed: true })
  expect([await keys(second), await epoch(second)]).toEqual([untouched, before])
})

test('what is written while keys are made has its key in the end, and what is left by an earlier attempt has none', async () => {
  const { db } = database
  const account = await anAccount(db)
  const deal = (dealstage: string) => aRecord(db, account, '0-3', { dealstage })
  const [moved, gone, still] = [await deal('closedwon'), await deal('closedwon'), await deal('contractsent')]
  const [property] = await inAccount<{ id: number }>(
    account,
    `UPDATE accounts SET definitions_epoch = definitions_epoch + 1 WHERE id = ${account}`,
    `UPDATE properties SET keyed = false WHERE name = 'dealstage' RETURNING id`,
  )
  const stages = async () => {
    const rows = await inAccount<{ key: string; record_id: string }>(
      account,
      `SELECT key, record_id FROM record_keys WHERE property_id = ${property?.id} AND object_type_id = '0-3' ORDER BY record_id`,
    )
    return rows.map(({ key, record_id }) => [key, Number(record_id)])
  }
  await inAccount(account, `UPDATE record_keys SET key = 'left' WHERE record_id = ${still}`)
  const client = await db.owner.connect()
  try {
    const ahead = await keyAhead(client, account)
    expect(await stages()).toEqual([
      ['closedwon', moved],
      ['closedwon', gone],
      ['contractsent', still],
    ])
    await db.withAccount(account, 'shared', async (tx) => {
      const definitions = await definitionsOf(tx)
      const meta = { source: { type: 'SYSTEM' }, chain: [], lane: 'bulk', at: Date.now() } as const
      const values = { dealstage: 'closedlost' }
      await writeRecords(tx, definitions, meta, [{ objectTypeId: '0-3', recordId: moved, values }])
      await markRecordsDeleted(tx, definitions, [gone], meta)
    })
    const late = await deal('qualifiedtobuy')
    await client.query(`BEGIN; SET LOCAL app.account_id = '${account}'`)
    await keyBuiltIns(client, account, ahead)
    await client.query('COMMIT')
    expect(await stages()).toEqual([
      ['closedlost', moved],
      ['contractsent', still],
      ['qualifiedtobuy', late],
    ])
  } finally {
    client.release()
  }
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { migrate } from '../migrations/run-migrations.js'
import { createObjectType } from '../object-types/create-object-type.js'
import { markRecordsDeleted } from '../records/delete-records.js'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '../testing/index.js'

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

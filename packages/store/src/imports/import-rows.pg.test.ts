import { compileFilter } from '@millrace/filters'
import type { Values } from '@millrace/model'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { countMatching } from '../publications/count-matching.js'
import { loadRecords } from '../records/load-records.js'
import { writeRecords } from '../records/write-records.js'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'
import { importRows } from './import-rows.js'
import { startImport } from './start-import.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
})
afterAll(() => database.close())

function inAccount<T>(work: (tx: Transaction, definitions: Definitions) => Promise<T>): Promise<T> {
  return database.db.withAccount(account, 'shared', async (tx) => work(tx, await definitionsOf(tx)))
}

function imported(...rows: readonly Values[]) {
  return inAccount(async (tx, definitions) => {
    const uniqueKey = definitions.property('0-1', 'email')
    if (!uniqueKey) throw new Error('contacts have no email')
    const importId = await startImport(tx, '0-1', 'leads.csv')
    return importRows(tx, definitions, { importId, objectTypeId: '0-1', uniqueKey, rows })
  })
}

/** How many meet a condition on `city`, as PostgreSQL counts them and as code decides them. */
function meeting(operator: string, value: string, ids: readonly number[]) {
  return inAccount(async (tx, definitions) => {
    const operation = { operationType: 'STRING', operator, value, includeObjectsWithNoValueSet: false }
    const filters = [{ filterType: 'PROPERTY', property: 'city', operation }]
    const context = { catalogue: definitions.catalogue, objectTypeId: '0-1', timeZone: 'UTC' }
    const outcome = compileFilter(
      { filterBranchType: 'OR', filterBranches: [{ filterBranchType: 'AND', filters }] },
      { ...context, negativeMatchesEmpty: true },
    )
    if (!outcome.ok) throw outcome.problems[0]
    const { filter } = outcome
    const loaded = await loadRecords(tx, definitions, ids, filter.reads)
    const inCode = [...loaded.values()].filter((record) => filter.matches(record, tx.startedAt))
    return [await countMatching(tx, '0-1', filter.toSql(tx.startedAt)), inCode.length]
  })
}

test('W-OPR-7 W-OPR-8 what imported records once were is found whatever its case, in PostgreSQL and in code', async () => {
  const rows = ['ÅRHUS Nord', 'århus', 'Oslo'].map((city, i) => ({ email: `${i}@example.test`, city }))
  expect(await imported(...rows)).toMatchObject({ created: 3 })
  const found = await inAccount((tx) =>
    tx.query<{ id: number }>(sql`SELECT id FROM records WHERE account_id = ${account}`),
  )
  const ids = found.map(({ id }) => id)
  const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const
  await inAccount((tx, definitions) =>
    writeRecords(
      tx,
      definitions,
      meta,
      ids.map((recordId) => ({ objectTypeId: '0-1', recordId, values: { city: 'Rome' } })),
    ),
  )
  expect(await meeting('HAS_EVER_CONTAINED', 'Århus', ids)).toEqual([2, 2])
  expect(await meeting('HAS_EVER_BEEN_EQUAL_TO', 'Århus nord', ids)).toEqual([1, 1])
  expect(await meeting('HAS_NEVER_CONTAINED', 'ÅRHUS', ids)).toEqual([1, 1])
})

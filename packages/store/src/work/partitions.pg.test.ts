import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/index.js'
import { makePartitions } from './partitions.js'

let testing: TestDatabase
beforeAll(async () => {
  testing = await testDatabase()
})
afterAll(() => testing.close())

test('engine.md 2 workers that start together all find the partitions made, whoever makes them', async () => {
  const [before, twelveMonths] = [await partitions(), await monthsFromNow()]
  await Promise.all([
    makePartitions(testing.db, 12),
    makePartitions(testing.db, 12),
    makePartitions(testing.db, 12),
  ])
  const after = await partitions()
  for (const parent of parents)
    expect(after).toEqual(expect.arrayContaining(twelveMonths.map((month) => `${parent}_${month}`)))
  // Some of the months stood already, in each table.
  expect(after.length).toBeGreaterThan(before.length)
  expect(after).toEqual(expect.arrayContaining(before))
})

const parents = ['changes', 'action_log', 'events']

async function partitions(): Promise<string[]> {
  const { rows } = await testing.db.owner.query<{ name: string }>(
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = ANY ($1::regclass[])',
    [parents],
  )
  return rows.map(({ name }) => name)
}

/** As partitions are named, this month first. */
async function monthsFromNow(): Promise<string[]> {
  const { rows } = await testing.db.owner.query<{ month: string }>(
    `SELECT to_char((now() AT TIME ZONE 'UTC') + make_interval(months => nth), 'YYYY_MM') AS month
     FROM generate_series(0, 11) nth`,
  )
  return rows.map(({ month }) => month)
}

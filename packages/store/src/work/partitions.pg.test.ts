import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/index.js'
import { makePartitions } from './partitions.js'

let testing: TestDatabase
beforeAll(async () => {
  testing = await testDatabase()
})
afterAll(() => testing.close())

test('engine.md 2 workers that start together all find the partitions made, whoever makes them', async () => {
  const before = await partitions()
  await Promise.all([
    makePartitions(testing.db, 12),
    makePartitions(testing.db, 12),
    makePartitions(testing.db, 12),
  ])
  // Three of the twelve months stood already, in each table.
  expect(await partitions()).toBe(before + 27)
})

async function partitions(): Promise<number> {
  const { rows } = await testing.db.owner.query<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_inherits WHERE inhparent IN ('changes'::regclass, 'action_log'::regclass, 'events'::regclass)",
  )
  return rows[0]?.n ?? 0
}

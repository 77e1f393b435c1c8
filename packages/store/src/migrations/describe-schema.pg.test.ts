import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestDatabase, testDatabase } from '../testing/index.js'
import { describeSchema } from './describe-schema.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

test('schema.sql is what the migrations make (refresh it with `npx vitest run packages/store -u`)', async () => {
  await expect(await describeSchema(database.db.owner)).toMatchFileSnapshot('../../schema.sql')
})

test('engine.md 1: every table with account_id is walled, also for its owner, but for those named here', async () => {
  const { rows } = await database.db.owner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND NOT (c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (SELECT FROM pg_policy p
         WHERE p.polrelid = c.oid AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL))
     ORDER BY 1`,
  )
  // Who may sign in is asked before an account is known; the other two hold no customer data.
  expect(rows.map(({ name }) => name)).toEqual([
    'access_tokens',
    'account_work',
    'app_grants',
    'apps',
    'wave_notes',
  ])
})

test('engine.md 1: partitions cannot be read around their parent', async () => {
  const { rows } = await database.db.owner.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relispartition AND relkind = 'r'
       AND has_table_privilege('millrace_app', oid, 'SELECT, INSERT, UPDATE, DELETE')`,
  )
  expect(rows).toEqual([])
})

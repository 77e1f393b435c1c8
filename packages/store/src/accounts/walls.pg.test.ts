import sql, { raw } from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { associate } from '../associations/associate.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { changeMembers } from '../lists/change-members.js'
import { createList } from '../lists/create-list.js'
import { createProperties } from '../properties/create-properties.js'
import { anAccount, aRecord, type TestDatabase, testDatabase } from '../testing/index.js'

/** Read before an account is known, or without customer data (engine.md 1, 4). */
const outside = ['access_tokens', 'account_work', 'app_grants', 'apps', 'wave_notes']

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

async function walledTables(): Promise<string[]> {
  const { rows } = await database.db.owner.query<{ name: string }>(sql`
    SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id'
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    ORDER BY 1`)
  return rows.map(({ name }) => name).filter((name) => !outside.includes(name))
}

test('every table with customer data is walled, for its owner too, for reading and for writing', async () => {
  const { rows } = await database.db.owner.query<{ name: string; forced: boolean; walls: string[] }>(sql`
    SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced, array(
      SELECT pg_get_expr(e.wall, c.oid) FROM pg_policy p CROSS JOIN LATERAL (VALUES (p.polqual), (p.polwithcheck)) AS e(wall)
      WHERE p.polrelid = c.oid AND p.polcmd = '*') AS walls
    FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')`)
  const walled = await walledTables()
  expect(walled.length).toBeGreaterThan(25)
  const wall = `(account_id = (current_setting('app.account_id'::text))::bigint)`
  for (const name of walled)
    expect(rows.find((row) => row.name === name)).toEqual({ name, forced: true, walls: [wall, wall] })
})

test('whoever forgets to say for which account gets an error, never an empty answer', async () => {
  for (const table of await walledTables())
    await expect(database.db.app.query(`SELECT 1 FROM ${table} LIMIT 1`), table).rejects.toThrow(
      /app\.account_id/,
    )
})

test('the application owns nothing and cannot open the walls', async () => {
  await expect(database.db.app.query('ALTER TABLE records DISABLE ROW LEVEL SECURITY')).rejects.toThrow(
    /must be owner/,
  )
  await expect(database.db.app.query('SELECT 1 FROM changes_other')).rejects.toThrow(/permission denied/)
})

/** One row or more in every table this package writes, each holding the canary's name. */
async function settle(canary: string): Promise<{ account: number; record: number }> {
  const { db } = database
  const account = await anAccount(db)
  await db.withAccount(account, 'exclusive', async (tx) => {
    await createProperties(tx, await definitionsOf(tx), '0-1', [
      {
        name: `${canary}_property`,
        label: canary,
        type: 'string',
        fieldType: 'text',
        groupName: `${canary}_group`,
      },
    ])
  })
  const record = await aRecord(db, account, '0-1', { email: `${canary}@example.test`, city: canary })
  const firm = await aRecord(db, account, '0-2', { name: canary })
  await db.withAccount(account, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    const meta = { source: { type: 'API' }, chain: [], lane: 'bulk', at: Date.now() } as const
    const list = await createList(tx, { objectTypeId: '0-1', name: canary, processingType: 'MANUAL' })
    await changeMembers(tx, definitions, meta, list, { add: [record] })
    const spec = { fromId: record, toId: firm, category: 'HUBSPOT_DEFINED', typeId: 1 }
    await associate(tx, definitions, meta, [spec])
  })
  return { account, record }
}

test('two accounts in one database: nothing of the one is ever seen by the other', async () => {
  const mine = await settle('canary_of_mine')
  const theirs = await settle('canary_of_theirs')
  const tables = await walledTables()
  const all = await database.db.withAccount(mine.account, 'read', async (tx) => {
    const dumps: string[] = []
    for (const table of tables) {
      const [row] = await tx.query<{ dump: string }>(
        sql`SELECT coalesce(jsonb_agg(to_jsonb(t)), '[]')::text AS dump FROM ${raw(table)} t`,
      )
      dumps.push(row?.dump ?? '')
    }
    return dumps.join('\n')
  })
  expect(all).toContain('canary_of_mine_property')
  expect(all).toContain('canary_of_mine@example.test')
  expect(all).not.toContain('canary_of_theirs')
  expect(all).not.toContain(`"account_id": ${theirs.account}`)
})

test('nothing is written into another account, and its records are not found', async () => {
  const mine = await settle('writer')
  const theirs = await settle('victim')
  const insert = database.db.withAccount(mine.account, 'shared', (tx) =>
    tx.execute(sql`INSERT INTO records (account_id, object_type_id) VALUES (${theirs.account}, '0-1')`),
  )
  await expect(insert).rejects.toThrow(/row-level security/)
  const touched = await database.db.withAccount(mine.account, 'shared', (tx) =>
    tx.execute(sql`UPDATE records SET hot = '{}' WHERE id = ${theirs.record}`),
  )
  expect(touched).toBe(0)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../database.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { migrate } from '../migrations/run-migrations.js'
import { listOwners } from '../owners/read-owners.js'
import { listPipelines } from '../pipelines/read-pipelines.js'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

test('an account that is older than users and pipelines has what a new one begins with', async () => {
  await database.db.owner.query('CREATE DATABASE older_accounts')
  const url = new URL(database.url)
  url.pathname = 'older_accounts'
  await migrate(url.href, { upTo: '0005-lists.sql' })
  const db = openDatabase({ url: url.href })
  try {
    // As such an account stood then: the program of today would write columns that are not there yet.
    await db.owner.query(`BEGIN; SET LOCAL app.account_id = '1';
      INSERT INTO accounts (name) VALUES ('Older'), ('Other');
      INSERT INTO object_types (account_id, id, name, singular, fully_qualified_name, labels, primary_display_property)
      SELECT 1, id, id, id, id, '{}', 'hs_object_id' FROM unnest('{0-1,0-3,0-5,0-136}'::text[]) AS id;
      INSERT INTO properties (account_id, id, object_type_id, name, label, type, field_type, group_name, built_in, external_options)
      VALUES (1, 1, '0-1', 'hubspot_owner_id', 'Owner', 'enumeration', 'select', 'information', true, true);
      COMMIT; BEGIN; SET LOCAL app.account_id = '2';
      INSERT INTO object_types (account_id, id, name, singular, fully_qualified_name, labels, primary_display_property)
      SELECT 2, id, id, id, id, '{}', 'hs_object_id' FROM unnest('{0-1,0-3,0-5,0-136}'::text[]) AS id; COMMIT`)
    await migrate(url.href)
    const fresh = await anAccount(db)
    const seen = (accountId: number) =>
      db.withAccount(accountId, 'read', async (tx) => {
        const pipelines = await Promise.all(['0-3', '0-5', '0-136'].map((type) => listPipelines(tx, type)))
        const owners = await listOwners(tx, { archived: false, after: 0, limit: 10 })
        return {
          emails: owners.map(({ email }) => email),
          stages: pipelines
            .flat()
            .flatMap(({ id, label, stages }) => [
              id,
              label,
              ...stages.map((stage) => [stage.id, stage.label, stage.displayOrder, stage.metadata]),
            ]),
        }
      })
    const { stages } = await seen(fresh)
    expect(await seen(1)).toEqual({ emails: ['owner@account-1.invalid'], stages })
    expect(await seen(2)).toEqual({ emails: ['owner@account-2.invalid'], stages })
    const { rows } = await db.owner
      .query(`BEGIN; SET LOCAL app.account_id = '1';
      SELECT referenced_object_type AS type FROM properties
      WHERE account_id = 1 AND object_type_id = '0-1' AND name = 'hubspot_owner_id'; COMMIT`)
      .then((results) => (results as unknown as { rows: { type: string }[] }[])[2] ?? { rows: [] })
    expect(rows).toEqual([{ type: 'OWNER' }])
    const schema = (accountId: number) =>
      db.withAccount(accountId, 'read', async (tx) => {
        const { catalogue } = await definitionsOf(tx)
        return [...catalogue.properties].map(([type, properties]) => [type, [...properties.keys()].sort()])
      })
    expect(new Map((await schema(1)) as [string, string[]][])).toEqual(
      new Map((await schema(fresh)) as [string, string[]][]),
    )
  } finally {
    await db.close()
    await database.db.owner.query('DROP DATABASE older_accounts WITH (FORCE)')
  }
})

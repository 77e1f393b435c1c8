import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Definitions } from '../definitions/definitions.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { ensureHot } from '../properties/place-properties.js'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'
import { collectCreations } from './creations.js'

let database: TestDatabase
let definitions: Definitions

beforeAll(async () => {
  database = await testDatabase()
  const account = await anAccount(database.db)
  await ensureHot(database.db, account, '0-1', ['city', 'company', 'jobtitle'])
  definitions = await database.db.withAccount(account, 'shared', (tx) => definitionsOf(tx))
})
afterAll(() => database.close())

const creation = { recordId: 1, objectTypeId: '0-1', source: { type: 'API' }, chain: [] } as const

test('members stand in the order in which PostgreSQL keeps them, folded forms too', async () => {
  const names = [...(definitions.catalogue.properties.get('0-1')?.keys() ?? [])]
  const values = fc.dictionary(
    fc.constantFrom(...names),
    fc.constantFrom('plain', 'Folded', 'line\nbreak', 7, true),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(values, { minLength: 1, maxLength: 3 }), async (records) => {
      const { creations, add } = collectCreations(definitions)
      for (const record of records) add(creation, record, (name) => record[name])
      for (const text of [
        ...creations.hot,
        ...creations.patch,
        ...creations.cold.filter((cold) => cold !== ''),
      ]) {
        expect(text).not.toContain('\n')
        const { rows } = await database.db.owner.query<{ sent: string[]; kept: string[] }>(sql`
          SELECT ARRAY(SELECT json_object_keys(${text}::json)) AS sent, ARRAY(SELECT jsonb_object_keys(${text}::jsonb)) AS kept`)
        expect(rows[0]?.sent).toEqual(rows[0]?.kept)
      }
    }),
    { numRuns: 50 },
  )
})

test('records that follow one another with one source and one chain share a cause', () => {
  const { creations, add } = collectCreations(definitions)
  const other = { ...creation, source: { type: 'SYSTEM' } } as const
  for (const made of [creation, creation, other, creation]) add(made, {}, () => null)
  expect(creations.cause).toEqual([0, 0, 1, 2])
  expect(creations.sources).toEqual(['{"type":"API"}', '{"type":"SYSTEM"}', '{"type":"API"}'])
})

// What holds for any sequence of writes, wherever the values live.
import { type CanonicalValue, keyOf, type Patch, type Values } from '@millrace/model'
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { ensureHot } from '../properties/place-properties.js'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'
import { loadWholeRecords } from './load-records.js'
import { writeRecords } from './write-records.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())

type Written = Record<string, CanonicalValue | null>

const text = fc.constantFrom<(string | null)[]>(
  null,
  'a',
  'A',
  ' a ',
  'ÆØÅ',
  'æøå',
  '"quote\\',
  '{,}',
  'İ',
  'line\nbreak',
)
const write: fc.Arbitrary<Written> = fc.record(
  {
    firstname: text,
    city: text,
    company: text,
    annualrevenue: fc.constantFrom(null, 0, -1.5, 1e21),
    hs_lead_status: fc.constantFrom(null, 'NEW', 'OPEN'),
  },
  { requiredKeys: [] },
)
/** A few versions of one record; several writes in one transaction make several versions too. */
const history = fc.array(fc.array(write, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive' } as const

async function play(transactions: readonly (readonly Written[])[]): Promise<number> {
  let id = 0
  for (const writes of transactions) {
    await database.db.withAccount(account, 'shared', async (tx) => {
      const definitions = await definitionsOf(tx)
      for (const values of writes) {
        const target = id === 0 ? {} : { recordId: id }
        const [made] = await writeRecords(tx, definitions, meta, [{ objectTypeId: '0-1', ...target, values }])
        id = made?.recordId ?? 0
      }
    })
  }
  return id
}

async function look(id: number) {
  return database.db.withAccount(account, 'read', async (tx) => ({
    record: (await loadWholeRecords(tx, [id])).get(id),
    changes: await tx.query<{ version: number; patch: Patch; initial: Values | null }>(sql`
      SELECT version, patch, initial FROM changes WHERE account_id = ${account} AND record_id = ${id} ORDER BY version DESC`),
    keys: await tx.query<{ name: string; key: string }>(sql`
      SELECT p.name, k.key FROM record_keys k JOIN properties p ON p.account_id = k.account_id AND p.id = k.property_id
      WHERE k.account_id = ${account} AND k.record_id = ${id} ORDER BY p.name`),
    sides: await tx.query<{ hot: object; cold: object | null }>(sql`
      SELECT r.hot, c.cold FROM records r LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
      WHERE r.account_id = ${account} AND r.id = ${id}`),
  }))
}

/** The same in memory: the values after each version, version 0 being nothing. */
function versionsOf(transactions: readonly (readonly Written[])[]): Record<string, CanonicalValue>[] {
  const versions: Record<string, CanonicalValue>[] = [{}]
  for (const [place, written] of transactions.flat().entries()) {
    const before = versions.at(-1) ?? {}
    const after = { ...before }
    for (const [name, value] of Object.entries(written)) {
      if (value === null) delete after[name]
      else after[name] = value
    }
    if (place === 0 || JSON.stringify(sorted(before)) !== JSON.stringify(sorted(after))) versions.push(after)
  }
  return versions
}

function sorted(values: object): unknown[] {
  return Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1))
}

function withoutFolded(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !name.startsWith('~')))
}

function undo(values: Record<string, CanonicalValue>, patch: Patch): Record<string, CanonicalValue> {
  const earlier = { ...values }
  for (const [name, [before, after]] of Object.entries(patch)) {
    if (name.startsWith('~')) continue
    expect(earlier[name] ?? null).toEqual(after)
    if (before === null) delete earlier[name]
    else earlier[name] = before
  }
  return earlier
}

describe.each([
  ['cold', []],
  ['mixed', ['city', 'annualrevenue']],
  ['hot', ['firstname', 'city', 'company', 'annualrevenue', 'hs_lead_status']],
])('with values on the %s side', (_, hot) => {
  beforeAll(async () => {
    account = await anAccount(database.db)
    await ensureHot(database.db, account, '0-1', hot)
  })

  test('undoing the changes from the values of now gives the values of every version, back to the initial ones', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (transactions) => {
        const versions = versionsOf(transactions)
        const { record, changes } = await look(await play(transactions))
        expect(record?.version).toBe(versions.length - 1)
        expect(changes.map(({ version }) => version)).toEqual(
          versions
            .map((_, i) => i)
            .slice(1)
            .reverse(),
        )
        let values: Record<string, CanonicalValue> = { ...record?.values() }
        for (const { version, patch } of changes) {
          expect(values).toEqual(versions[version])
          values = undo(values, patch)
        }
        expect(values).toEqual(withoutFolded(changes.at(-1)?.initial ?? {}))
      }),
      { numRuns: 25 },
    )
  })

  test('keys and folded forms stand exactly while their values do', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (transactions) => {
        const { record, keys, sides } = await look(await play(transactions))
        const values = record?.values() ?? {}
        const firstname = values.firstname
        expect(keys).toEqual(firstname === undefined ? [] : [{ name: 'firstname', key: keyOf(firstname) }])
        for (const side of [sides[0]?.hot, sides[0]?.cold])
          for (const name of Object.keys(side ?? {}))
            if (name.startsWith('~')) expect(side).toHaveProperty([name.slice(1)])
      }),
      { numRuns: 15 },
    )
  })
})

// What changing associations keeps true, whatever order requests come in.
import fc from 'fast-check'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import {
  anAccount,
  aRecord,
  aroundStatements,
  fingerprint,
  records,
  type TestDatabase,
  testDatabase,
} from '../testing/index.js'
import { disassociate, tryChangeAssociations } from './associate.js'
import { archiveLabel, createLabel } from './change-labels.js'
import { findMatching } from './find-matching.js'
import { knownTypes } from './known-types.js'
import { limitTypes } from './limit-types.js'
import { pageAssociations } from './page-associations.js'
import { resolveRecords } from './resolve-records.js'
import type { AssociationChange } from './rows-concerned.js'

let database: TestDatabase
let account: number
let other: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  other = await anAccount(database.db)
})
afterAll(() => database.close())

const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.UTC(2026, 0, 1) } as const
const hub = (typeId: number) => ({ category: 'HUBSPOT_DEFINED', typeId })

function inAccount<T>(
  mode: 'shared' | 'exclusive' | 'read',
  work: (tx: Transaction, definitions: Definitions) => Promise<T>,
) {
  return database.db.withAccount(account, mode, async (tx) => work(tx, await definitionsOf(tx)))
}
const change = (...changes: AssociationChange[]) =>
  inAccount('shared', async (tx, definitions) =>
    (await tryChangeAssociations(tx, definitions, meta, changes)).map((problem) => problem?.code ?? null),
  )
const from = async (fromId: number, toObjectTypeId: string) => {
  const page = { toObjectTypeId, starts: [{ fromId, after: 0 }], limit: 100 }
  const rows = await inAccount('read', (tx) => pageAssociations(tx, page))
  return rows.map(({ toId, types }) => [toId, ...types.map(({ typeId }) => typeId)])
}
const versionsOf = async (...ids: number[]) => {
  const rows = await inAccount('read', (tx) =>
    tx.query<{ version: number }>(sql`
      SELECT version FROM records WHERE account_id = ${account} AND id = ANY(${ids}::bigint[]) ORDER BY id`),
  )
  return rows.map(({ version }) => version)
}
const contact = () => aRecord(database.db, account, '0-1')
const company = () => aRecord(database.db, account, '0-2')

test('api.md 2.7 a refused change leaves nothing behind and holds up no other', async () => {
  const [person, firm, foreign] = [await contact(), await company(), await aRecord(database.db, other, '0-2')]
  const before = await fingerprint(database.db, other)
  expect(
    await change(
      { fromId: person, toId: foreign, set: [hub(279)] },
      { fromId: person, toId: firm, set: [hub(1), hub(4711)] },
      { fromId: person, toId: person, set: [hub(449)] },
      { fromId: firm, toId: person, set: [hub(280)] },
    ),
  ).toEqual(['RECORD_NOT_FOUND', 'ASSOCIATION_TYPE_NOT_FOUND', 'SELF_ASSOCIATION', null])
  expect(await from(person, '0-2')).toEqual([[firm, 279]])
  expect(await versionsOf(person, firm)).toEqual([2, 2])
  expect(await fingerprint(database.db, other)).toBe(before)
})

test('engine.md 1 whoever holds a hub reads once what stands, writes it, and lets go', async () => {
  const people = await records(
    database.db,
    account,
    '0-1',
    Array.from({ length: 500 }, () => ({})),
  )
  const [old, firm] = [await company(), await company()]
  const onto = (toId: number) => people.map((fromId) => ({ fromId, toId, set: [hub(1)] }))
  await change(...onto(old))
  const seen: string[] = []
  const refused = await inAccount('shared', (real, definitions) => {
    const tx = aroundStatements(real, (_statement, name, run) => {
      seen.push(name ?? 'unnamed')
      return run()
    })
    return tryChangeAssociations(tx, definitions, meta, onto(firm))
  })
  expect(refused.filter((problem) => problem !== null)).toEqual([])
  expect(seen.slice(seen.indexOf('records.lock') + 1)).toEqual([
    'associations.read-heads',
    'associations.read-between',
    'associations.read-of-types',
    'associations.delete',
    'associations.insert',
    'records.write-versions',
  ])
  expect(await versionsOf(old, firm)).toEqual([3, 2])
})

test('of two primary companies in one call the last one is it, and each company that lost the label has a new version', async () => {
  const [person, first, second, third] = [await contact(), await company(), await company(), await company()]
  await change({ fromId: person, toId: first, set: [hub(1)] })
  await change(
    { fromId: person, toId: second, set: [hub(1)] },
    { fromId: person, toId: third, set: [hub(1)] },
  )
  expect(await from(person, '0-2')).toEqual([
    [first, 279],
    [second, 279],
    [third, 1, 279],
  ])
  expect(await versionsOf(first, second, third)).toEqual([3, 2, 2])
})

test('labels are removed together, the association stays', async () => {
  const [person, firm] = [await contact(), await company()]
  await change({ fromId: person, toId: firm, set: [hub(1)] })
  await change({ fromId: firm, toId: person, remove: 'labels' })
  expect(await from(person, '0-2')).toEqual([[firm, 279]])
})

test('A-ASC-7 a limit counts living records only, from whichever side one comes', async () => {
  const limit = (most: number | null) =>
    inAccount('exclusive', async (tx, { catalogue }) => {
      const type = knownTypes(catalogue).required(hub(341), '0-3', '0-2')
      await limitTypes(tx, [{ type, most }])
    })
  await limit(1)
  const [deal, first, second] = [await aRecord(database.db, account, '0-3'), await company(), await company()]
  expect(
    await change(
      { fromId: deal, toId: first, set: [hub(341)] },
      { fromId: second, toId: deal, set: [hub(342)] },
      { fromId: deal, toId: second, set: [hub(5)] },
    ),
  ).toEqual([null, 'ASSOCIATION_LIMIT', 'ASSOCIATION_LIMIT'])
  await inAccount('shared', (tx) =>
    tx.execute(sql`UPDATE records SET deleted_at = now() WHERE account_id = ${account} AND id = ${first}`),
  )
  expect(await change({ fromId: deal, toId: second, set: [hub(341)] })).toEqual([null])
  await limit(null)
})

test('a label has numbers above those of the system, implies the unlabelled association, and its numbers are never given again', async () => {
  const make = (label: string) =>
    inAccount('exclusive', (tx, definitions) =>
      createLabel(tx, definitions, { from: '0-1', to: '0-1', label, inverseLabel: 'Report' }),
    )
  const [manager, report] = await make('Manager')
  if (!manager || !report) throw new Error('a label has two sides')
  const [boss, worker] = [await contact(), await contact()]
  await change({ fromId: worker, toId: boss, set: [{ category: 'USER_DEFINED', typeId: manager.typeId }] })
  expect(await from(worker, '0-1')).toEqual([[boss, 449, manager.typeId]])
  expect(await from(boss, '0-1')).toEqual([[worker, 449, report.typeId]])
  await inAccount('exclusive', (tx, definitions) =>
    archiveLabel(tx, definitions, { from: '0-1', to: '0-1', typeId: manager.typeId }),
  )
  const [again] = await make('Manager')
  expect(again?.typeId).toBeGreaterThan(report.typeId)
  await inAccount('shared', (tx, definitions) =>
    disassociate(tx, definitions, meta, [{ fromId: boss, toId: worker }]),
  )
  expect(await from(worker, '0-1')).toEqual([])
})

test('engine.md 2 a merged record is the one that took it in; those of another type or account are not found', async () => {
  const [loser, winner, foreign] = [
    await contact(),
    await contact(),
    await aRecord(database.db, other, '0-1'),
  ]
  const firm = await company()
  await inAccount('shared', (tx) =>
    tx.execute(
      sql`UPDATE records SET merged_into = ${winner} WHERE account_id = ${account} AND id = ${loser}`,
    ),
  )
  const found = await inAccount('read', (tx) => resolveRecords(tx, '0-1', [loser, winner, foreign, firm]))
  expect([...found]).toEqual([
    [loser, winner],
    [winner, winner],
  ])
})

test('A-ASC-2 A-ASC-5 records are found by a value, keyed or not, hot or cold, folded, oldest first', async () => {
  const rows = [
    { name: 'ACME', city: 'Łódź' },
    { name: 'acme', city: 'ŁÓDŹ' },
    { name: 'Byte', city: 'Oslo' },
  ]
  const ids = await records(database.db, account, '0-2', rows)
  for (const [name, value] of [
    ['name', 'Acme'],
    ['city', 'łódź'],
  ] as const) {
    const found = await inAccount('shared', async (tx, { property }) => {
      const by = property('0-2', name)
      return by && findMatching(tx, by, [value, 'nobody'], 1)
    })
    expect(found?.get(value)).toEqual({ ids: ids.slice(0, 1), total: 2 })
    expect(found?.get('nobody')).toEqual({ ids: [], total: 0 })
  }
  const employees = await records(database.db, account, '0-2', [{ numberofemployees: 1.5 }])
  const found = await inAccount('shared', async (tx, { property }) => {
    const by = property('0-2', 'numberofemployees')
    return by && findMatching(tx, by, [1.5], 10)
  })
  expect(found?.get(1.5)?.ids).toEqual(employees)
})

test('law: both directions stand or neither does, a label never without its association, one primary company at most', async () => {
  const people = await records(database.db, account, '0-1', [{}, {}, {}])
  const firms = await records(database.db, account, '0-2', [{}, {}, {}])
  const one = fc.record({
    fromId: fc.constantFrom(...people),
    toId: fc.constantFrom(...firms),
    set: fc.subarray([hub(279), hub(1)]),
    remove: fc.constantFrom<NonNullable<AssociationChange['remove']>[]>(
      'all',
      'labels',
      [hub(1)],
      [hub(279)],
      [],
    ),
  })
  const inverse = ({ typeId }: { readonly typeId: number }) => hub(typeId === 279 ? 280 : 2)
  const turned = one.map(({ fromId, toId, set, remove }) => ({
    fromId: toId,
    toId: fromId,
    set: set.map(inverse),
    remove: Array.isArray(remove) ? remove.map(inverse) : remove,
  }))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(one, turned), { maxLength: 6 }), async (changes) => {
      expect(await change(...changes)).toEqual(changes.map(() => null))
      const broken = await inAccount('read', (tx) =>
        tx.query(sql`
          SELECT a.* FROM associations a WHERE a.account_id = ${account} AND a.from_id = ANY(${[...people, ...firms]}::bigint[])
            AND (NOT EXISTS (
              SELECT FROM associations b JOIN association_types t ON t.account_id = b.account_id AND t.category = b.category
                AND t.type_id = b.type_id AND t.inverse_type_id = a.type_id
              WHERE b.account_id = a.account_id AND b.from_id = a.to_id AND b.to_id = a.from_id)
            OR NOT EXISTS (
              SELECT FROM associations b WHERE b.account_id = a.account_id AND b.from_id = a.from_id AND b.to_id = a.to_id
                AND b.type_id IN (279, 280))
            OR a.type_id = 1 AND EXISTS (
              SELECT FROM associations b WHERE b.account_id = a.account_id AND b.from_id = a.from_id AND b.type_id = 1
                AND b.to_id <> a.to_id))`),
      )
      expect(broken).toEqual([])
    }),
    { numRuns: 30 },
  )
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { associate } from '../../associations/associate.js'
import { definitionsOf } from '../../definitions/definitions-cache.js'
import { createProperties } from '../../properties/create-properties.js'
import { ensureHot } from '../../properties/place-properties.js'
import { anAccount, aRecord, records, type TestDatabase, testDatabase } from '../../testing/index.js'
import { searchRecords } from './search-records.js'
import type { SearchFilter, SearchRequest } from './search-request.js'

let database: TestDatabase
let account: number
const ids: Record<string, number> = {}

beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  await database.db.withAccount(account, 'exclusive', async (tx) =>
    createProperties(tx, await definitionsOf(tx), '0-1', [
      { name: 'score', label: 'Score', type: 'number', fieldType: 'number' },
      { name: 'born', label: 'Born', type: 'date', fieldType: 'date' },
      {
        name: 'tags',
        label: 'Tags',
        type: 'enumeration',
        fieldType: 'checkbox',
        options: ['x', 'y'].map((value, displayOrder) => ({
          value,
          label: value,
          displayOrder,
          hidden: false,
        })),
      },
    ]),
  )
  const people = {
    ada: {
      email: 'ada@one.test',
      firstname: 'Ada',
      city: 'London',
      score: 10,
      born: '1815-12-10',
      tags: 'x;y',
    },
    bob: {
      email: 'bob@two.test',
      firstname: 'Bob',
      city: 'São Paulo',
      score: 9,
      born: '1990-01-01',
      tags: 'x',
    },
    cyd: { email: 'cyd@one.test', firstname: 'Cyd', score: 100 },
  }
  const made = await records(database.db, account, '0-1', Object.values(people))
  Object.keys(people).forEach((name, i) => {
    ids[name] = made[i] ?? 0
  })
})
afterAll(() => database.close())

async function search(request: Omit<SearchRequest, 'objectTypeId'>) {
  const page = await database.db.withAccount(account, 'read', async (tx) =>
    searchRecords(tx, await definitionsOf(tx), { objectTypeId: '0-1', ...request }),
  )
  const nameOf = (id: number) => Object.keys(ids).find((name) => ids[name] === id) ?? String(id)
  return { total: page.total, names: page.ids.map(nameOf) }
}
const found = async (...filters: SearchFilter[]) => (await search({ filterGroups: [{ filters }] })).names

const table: [string, SearchFilter, string[]][] = [
  ['keyed text, any case', { propertyName: 'email', operator: 'EQ', value: 'ADA@one.test' }, ['ada']],
  ['text that is not keyed', { propertyName: 'city', operator: 'EQ', value: 'são paulo' }, ['bob']],
  ['a difference wants a value', { propertyName: 'city', operator: 'NEQ', value: 'London' }, ['bob']],
  ['numbers compare as numbers', { propertyName: 'score', operator: 'GT', value: '9' }, ['ada', 'cyd']],
  ['at least', { propertyName: 'score', operator: 'GTE', value: 9 }, ['ada', 'bob', 'cyd']],
  ['less', { propertyName: 'score', operator: 'LT', value: 10 }, ['bob']],
  ['at most', { propertyName: 'score', operator: 'LTE', value: 10 }, ['ada', 'bob']],
  [
    'between includes both',
    { propertyName: 'score', operator: 'BETWEEN', value: 9, highValue: 10 },
    ['ada', 'bob'],
  ],
  ['in', { propertyName: 'firstname', operator: 'IN', values: ['ada', 'cyd'] }, ['ada', 'cyd']],
  ['not in', { propertyName: 'firstname', operator: 'NOT_IN', values: ['ada'] }, ['bob', 'cyd']],
  ['known', { propertyName: 'city', operator: 'HAS_PROPERTY' }, ['ada', 'bob']],
  ['unknown', { propertyName: 'city', operator: 'NOT_HAS_PROPERTY' }, ['cyd']],
  ['a word of it', { propertyName: 'city', operator: 'CONTAINS_TOKEN', value: 'Paulo' }, ['bob']],
  ['not a part of a word', { propertyName: 'city', operator: 'CONTAINS_TOKEN', value: 'Paul' }, []],
  [
    'a part with a star',
    { propertyName: 'email', operator: 'CONTAINS_TOKEN', value: '*@one.test' },
    ['ada', 'cyd'],
  ],
  ['a percent sign is itself', { propertyName: 'email', operator: 'CONTAINS_TOKEN', value: '%' }, []],
  ['without the word', { propertyName: 'city', operator: 'NOT_CONTAINS_TOKEN', value: 'paulo' }, ['ada']],
  ['dates', { propertyName: 'born', operator: 'LT', value: '1900-01-01' }, ['ada']],
  ['one of several choices', { propertyName: 'tags', operator: 'IN', values: ['y'] }, ['ada']],
  ['system columns', { propertyName: 'createdate', operator: 'GT', value: 0 }, ['ada', 'bob', 'cyd']],
]

describe.each(['cold', 'hot'])('with values on the %s side', (side) => {
  if (side === 'hot')
    beforeAll(() =>
      ensureHot(database.db, account, '0-1', ['city', 'score', 'email', 'firstname', 'born', 'tags']),
    )

  test.each(table)('%s', async (_, filter, expected) => {
    expect(await found(filter)).toEqual(expected)
  })

  test('groups are alternatives, filters of a group are all met', async () => {
    const ada: SearchFilter = { propertyName: 'firstname', operator: 'EQ', value: 'Ada' }
    const rich: SearchFilter = { propertyName: 'score', operator: 'GT', value: 50 }
    expect((await search({ filterGroups: [{ filters: [ada] }, { filters: [rich] }] })).names).toEqual([
      'ada',
      'cyd',
    ])
    expect(await found(ada, rich)).toEqual([])
  })

  test('sorting is by value, numbers as numbers, the missing last, and the total is of all pages', async () => {
    expect(await search({ sorts: ['-score'], limit: 2 })).toEqual({ total: 3, names: ['cyd', 'ada'] })
    expect(await search({ sorts: ['-score'], limit: 2, after: 2 })).toEqual({ total: 3, names: ['bob'] })
    expect((await search({ sorts: [{ propertyName: 'city', direction: 'DESCENDING' }] })).names).toEqual([
      'bob',
      'ada',
      'cyd',
    ])
  })
})

test('a query finds words anywhere in keyed text', async () => {
  expect((await search({ query: 'ONE.test' })).names).toEqual(['ada', 'cyd'])
  expect((await search({ query: 'one cy' })).names).toEqual(['cyd'])
})

test('associated records are searched for by their ids', async () => {
  const firm = await aRecord(database.db, account, '0-2')
  const meta = { source: { type: 'API' }, chain: [], lane: 'interactive', at: Date.UTC(2026, 0, 1) } as const
  await database.db.withAccount(account, 'shared', async (tx) =>
    associate(tx, await definitionsOf(tx), meta, [
      { fromId: ids.ada ?? 0, toId: firm, category: 'HUBSPOT_DEFINED', typeId: 279 },
    ]),
  )
  expect(await found({ propertyName: 'associations.company', operator: 'EQ', value: String(firm) })).toEqual([
    'ada',
  ])
  expect(await found({ propertyName: 'associations.company', operator: 'NOT_HAS_PROPERTY' })).toEqual([
    'bob',
    'cyd',
  ])
})

test.each([
  ['PROPERTY_DOESNT_EXIST', { propertyName: 'nope', operator: 'EQ', value: 'x' }],
  ['INVALID_NUMBER', { propertyName: 'score', operator: 'EQ', value: 'x' }],
  ['FILTER_INVALID', { propertyName: 'city', operator: 'LIKE' as 'EQ', value: 'x' }],
  ['FILTER_INVALID', { propertyName: 'city', operator: 'EQ' }],
] as const)('%s is refused', async (code, filter) => {
  await expect(found(filter)).rejects.toMatchObject({ code })
})

test('more groups, filters or results than allowed are refused', async () => {
  const filters = Array.from(
    { length: 7 },
    (): SearchFilter => ({ propertyName: 'city', operator: 'HAS_PROPERTY' }),
  )
  await expect(search({ filterGroups: [{ filters }] })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
  await expect(search({ after: 9_995, limit: 10 })).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
})

// Thirteen operators on every type of property (api.md 3.1): a low value, a high one and none.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { definitionsOf } from '../../definitions/definitions-cache.js'
import { createProperties } from '../../properties/create-properties.js'
import { ensureHot } from '../../properties/place-properties.js'
import { anAccount, records, type TestDatabase, testDatabase } from '../../testing/index.js'
import { searchRecords } from './search-records.js'
import type { SearchFilter } from './search-request.js'

const option = (value: string, displayOrder: number) => ({ value, label: value, displayOrder, hidden: false })
const two = (low: string, high: string) => [option(low, 0), option(high, 1)]

const plain = [
  { type: 'string', fieldType: 'text', low: 'Alpha', high: 'Beta' },
  { type: 'number', fieldType: 'number', low: '9', high: '10.5' },
  { type: 'date', fieldType: 'date', low: '1969-07-20', high: '2026-01-01' },
  {
    type: 'datetime',
    fieldType: 'date',
    low: '1969-07-20T20:17:00.000Z',
    high: '2026-01-01T00:00:00.001Z',
  },
  { type: 'bool', fieldType: 'booleancheckbox', low: 'false', high: 'true' },
  { type: 'enumeration', fieldType: 'select', low: 'a', high: 'b', options: two('a', 'b') },
  { type: 'enumeration', fieldType: 'checkbox', low: 'c', high: 'd', options: two('c', 'd') },
] as const

/** Each as it is found by its values, and by its keys. */
const types = plain.flatMap((given) => [false, true].map((keyed) => ({ ...given, keyed })))

const nameOf = ({ type, fieldType, keyed }: (typeof types)[number]) =>
  `p_${type}_${fieldType}${keyed ? '_keyed' : ''}`

let database: TestDatabase
let account: number
let ids: readonly number[]
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
  await database.db.withAccount(account, 'exclusive', async (tx) =>
    createProperties(
      tx,
      await definitionsOf(tx),
      '0-1',
      types.map((given) => ({
        name: nameOf(given),
        label: nameOf(given),
        type: given.type,
        fieldType: given.fieldType,
        keyed: given.keyed,
        ...('options' in given && { options: given.options }),
      })),
    ),
  )
  const values = (side: 'low' | 'high') =>
    Object.fromEntries(types.map((given) => [nameOf(given), given[side]]))
  ids = await records(database.db, account, '0-1', [values('low'), values('high'), {}])
})
afterAll(() => database.close())

async function found(filter: SearchFilter): Promise<string[]> {
  const page = await database.db.withAccount(account, 'read', async (tx) =>
    searchRecords(tx, await definitionsOf(tx), {
      objectTypeId: '0-1',
      filterGroups: [{ filters: [filter] }],
    }),
  )
  expect(page.total).toBe(page.ids.length)
  return page.ids.map((id) => ['low', 'high', 'none'][ids.indexOf(id)] ?? '?')
}

describe.each(['cold', 'hot'])('with values on the %s side', (side) => {
  if (side === 'hot') beforeAll(() => ensureHot(database.db, account, '0-1', types.map(nameOf)))

  test.each(types)('$type, $fieldType, keyed: $keyed', async (given) => {
    const { low, high } = given
    const propertyName = nameOf(given)
    const expected: readonly (readonly [Omit<SearchFilter, 'propertyName'>, readonly string[]])[] = [
      [{ operator: 'EQ', value: low }, ['low']],
      [{ operator: 'NEQ', value: low }, ['high']],
      [{ operator: 'LT', value: high }, ['low']],
      [{ operator: 'LTE', value: low }, ['low']],
      [{ operator: 'GT', value: low }, ['high']],
      [{ operator: 'GTE', value: high }, ['high']],
      [{ operator: 'BETWEEN', value: low, highValue: high }, ['low', 'high']],
      [{ operator: 'IN', values: [low.toLowerCase(), high.toLowerCase()] }, ['low', 'high']],
      [{ operator: 'NOT_IN', values: [low] }, ['high']],
      [{ operator: 'HAS_PROPERTY' }, ['low', 'high']],
      [{ operator: 'NOT_HAS_PROPERTY' }, ['none']],
      [{ operator: 'CONTAINS_TOKEN', value: low }, ['low']],
      [{ operator: 'NOT_CONTAINS_TOKEN', value: low }, ['high']],
    ]
    for (const [filter, names] of expected)
      expect([filter.operator, await found({ propertyName, ...filter })]).toEqual([filter.operator, names])
  })
})

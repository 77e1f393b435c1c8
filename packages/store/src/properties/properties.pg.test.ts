import { Problem } from '@millrace/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LockMode, Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'
import { archiveProperty, updateProperty } from './change-property.js'
import { createProperties } from './create-properties.js'
import type { NewProperty } from './property-definition.js'
import { archivePropertyGroup, createPropertyGroup, listPropertyGroups } from './property-groups.js'
import { listProperties } from './read-properties.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
})
afterAll(() => database.close())

function inAccount<T>(mode: LockMode, work: (tx: Transaction, definitions: Definitions) => Promise<T>) {
  return database.db.withAccount(account, mode, async (tx) => work(tx, await definitionsOf(tx)))
}
const make = (...properties: NewProperty[]) =>
  inAccount('exclusive', (tx, definitions) => createProperties(tx, definitions, '0-1', properties))
const text = (name: string, more: Partial<NewProperty> = {}): NewProperty => ({
  name,
  label: name,
  type: 'string',
  fieldType: 'text',
  ...more,
})

test('a new property raises the epoch and is there for the next writer', async () => {
  const before = await inAccount('read', async (tx) => tx.epoch)
  expect(await make(text('shoe_size', { type: 'number', fieldType: 'number' }))).toMatchObject([{ ok: true }])
  const { epoch, property } = await inAccount('shared', async (tx, definitions) => ({
    epoch: tx.epoch,
    property: definitions.property('0-1', 'shoe_size'),
  }))
  expect(epoch).toBe(before + 1)
  expect(property).toMatchObject({ type: 'number', placement: 'cold', keyed: false })
})

test.each([
  ['Upper', 'name'],
  ['1st', 'name'],
  ['constructor', 'name'],
  ['a'.repeat(101), 'name'],
])('a property cannot be called %s', async (name, field) => {
  expect(await make(text(name))).toMatchObject([{ ok: false, problem: { code: 'INVALID_BODY', field } }])
})

test('in a batch each property has its own answer: taken names, wrong field types and double options are refused', async () => {
  const results = await make(
    text('email'),
    text('fine_one'),
    text('fine_one'),
    text('odd', { type: 'date', fieldType: 'checkbox' }),
    text('pair', {
      type: 'enumeration',
      fieldType: 'select',
      options: ['a', 'a'].map((value, displayOrder) => ({
        value,
        label: value,
        displayOrder,
        hidden: false,
      })),
    }),
  )
  expect(results.map((result) => (result.ok ? 'ok' : result.problem.code))).toEqual([
    'PROPERTY_EXISTS',
    'ok',
    'PROPERTY_EXISTS',
    'INVALID_BODY',
    'INVALID_BODY',
  ])
})

test('a property is changed, archived, and comes back under its id when it is made again', async () => {
  const [made] = await make(text('nickname'))
  const id = made?.ok ? made.property.id : 0
  await inAccount('exclusive', (tx, d) => updateProperty(tx, d, '0-1', 'nickname', { label: 'Called' }))
  await inAccount('exclusive', (tx, d) => archiveProperty(tx, d, '0-1', 'nickname'))
  const archived = await inAccount('read', (tx) => listProperties(tx, '0-1', { archived: true }))
  expect(archived.find(({ name }) => name === 'nickname')).toMatchObject({ id, label: 'Called' })
  expect(await inAccount('read', async (_, d) => d.property('0-1', 'nickname'))).toBeUndefined()
  expect(await make(text('nickname'))).toMatchObject([{ ok: true, property: { id } }])
})

test('standard properties stay, and unknown ones are not found', async () => {
  const archive = (name: string) => inAccount('exclusive', (tx, d) => archiveProperty(tx, d, '0-1', name))
  await expect(archive('email')).rejects.toMatchObject({ code: 'READ_ONLY_VALUE' })
  await expect(archive('nothing_here')).rejects.toBeInstanceOf(Problem)
})

test('a transaction that is rolled back after it raised the epoch leaves no trace in the cache', async () => {
  await expect(
    inAccount('exclusive', async (tx, definitions) => {
      await createProperties(tx, definitions, '0-1', [text('ghost')])
      expect((await definitionsOf(tx)).property('0-1', 'ghost')).toBeDefined()
      throw new Error('stop')
    }),
  ).rejects.toThrow('stop')
  expect(await inAccount('shared', async (_, d) => d.property('0-1', 'ghost'))).toBeUndefined()
})

test('groups are made and listed', async () => {
  await inAccount('exclusive', (tx) => createPropertyGroup(tx, '0-1', { name: 'shoes', label: 'Shoes' }))
  const groups = await inAccount('read', (tx) => listPropertyGroups(tx, '0-1'))
  expect(groups).toContainEqual({ name: 'shoes', label: 'Shoes', displayOrder: -1 })
})

test('a group stays while a property stands in it, and a property takes the group it names along', async () => {
  await make(text('sole', { groupName: 'soles' }))
  const archive = (name: string) => inAccount('shared', (tx) => archivePropertyGroup(tx, '0-1', name))
  const named = async () =>
    (await inAccount('read', (tx) => listPropertyGroups(tx, '0-1'))).map(({ name }) => name)
  await expect(archive('soles')).rejects.toMatchObject({
    code: 'PROPERTY_GROUP_IN_USE',
    context: { propertyName: ['sole'] },
  })
  await inAccount('exclusive', (tx, d) => updateProperty(tx, d, '0-1', 'sole', { groupName: 'heels' }))
  await archive('soles')
  expect(await named()).toContain('heels')
  expect(await named()).not.toContain('soles')
})

test('a property that would have to be calculated is refused, and may be written back as it is', async () => {
  const calculated = text('sum', { type: 'number', fieldType: 'calculation_equation' })
  expect(await make(calculated)).toMatchObject([
    { ok: false, problem: { code: 'INVALID_BODY', field: 'fieldType' } },
  ])
  await make(text('plain'))
  await inAccount('exclusive', (tx, d) => updateProperty(tx, d, '0-1', 'plain', { fieldType: 'text' }))
})

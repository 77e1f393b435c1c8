import { afterAll, beforeAll, expect, test } from 'vitest'
import type { LockMode, Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { definitionsOf } from '../definitions/definitions-cache.js'
import { anAccount, aRecord, fingerprint, type TestDatabase, testDatabase } from '../testing/index.js'
import { archiveObjectType } from './archive-object-type.js'
import { createObjectType } from './create-object-type.js'
import type { NewObjectType, ObjectTypeChange } from './object-type-definition.js'
import { listCustomObjectTypes } from './read-object-types.js'
import { updateObjectType } from './update-object-type.js'

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
const text = (name: string) => ({ name, label: name, type: 'string', fieldType: 'text' }) as const
const make = (name: string, more: Partial<NewObjectType> = {}) =>
  inAccount('exclusive', (tx, definitions) =>
    createObjectType(tx, definitions, { name, labels: {}, properties: [text('plate')], ...more }),
  )
const change = (id: string, changes: ObjectTypeChange) =>
  inAccount('exclusive', (tx, definitions) => updateObjectType(tx, definitions, id, changes))
const archive = (id: string) =>
  inAccount('exclusive', (tx, definitions) => archiveObjectType(tx, definitions, id))

test('W-OBJ-8 a custom object has a name of its own, standard and own properties, and associations both ways', async () => {
  const before = await inAccount('read', async (tx) => tx.epoch)
  const car = await make('Car', {
    labels: { singular: 'Car', plural: 'Cars' },
    associatedObjects: ['products', '0-3'],
    searchableProperties: ['plate'],
  })
  expect(car).toMatchObject({
    id: expect.stringMatching(/^2-\d+$/),
    fullyQualifiedName: `p${account}_Car`,
    primaryDisplayProperty: 'plate',
    labels: { singular: 'Car', plural: 'Cars' },
    custom: true,
  })
  await inAccount('shared', async (tx, { catalogue, property }) => {
    expect(tx.epoch).toBeGreaterThan(before)
    expect([...(catalogue.properties.get(car.id)?.keys() ?? [])]).toEqual(
      expect.arrayContaining([
        'hs_object_id',
        'hs_createdate',
        'hs_lastmodifieddate',
        'hubspot_owner_id',
        'plate',
      ]),
    )
    expect(property(car.id, 'plate')?.keyed).toBe(true)
    const ways = catalogue.associationTypes.filter((type) =>
      [type.fromObjectTypeId, type.toObjectTypeId].includes(car.id),
    )
    expect(ways.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['car_to_contact', 'contact_to_car', 'car_to_product', 'deal_to_car']),
    )
    for (const way of ways) {
      const back = ways.find(({ typeId }) => typeId === way.inverseTypeId)
      expect([back?.fromObjectTypeId, back?.toObjectTypeId]).toEqual([
        way.toObjectTypeId,
        way.fromObjectTypeId,
      ])
    }
  })
})

test.each([
  ['contacts', 'OBJECT_TYPE_EXISTS'],
  ['Contact', 'OBJECT_TYPE_EXISTS'],
  ['CAR', 'OBJECT_TYPE_EXISTS'],
  ['2-cars', 'INVALID_BODY'],
  ['red car', 'INVALID_BODY'],
  ['constructor', 'INVALID_BODY'],
  ['x'.repeat(101), 'INVALID_BODY'],
])('an object cannot be called %s', async (name, code) => {
  const before = await fingerprint(database.db, account)
  await expect(make(name)).rejects.toMatchObject({ code, field: 'name' })
  expect(await fingerprint(database.db, account)).toBe(before)
})

test.each([
  ['properties[1].name', { properties: [text('a'), text('Not so')] }],
  ['properties[1].name', { properties: [text('a'), text('a')] }],
  ['properties[0].name', { properties: [text('hs_object_id')] }],
  ['primaryDisplayProperty', { primaryDisplayProperty: 'nothing' }],
  ['requiredProperties', { requiredProperties: ['hs_createdate'] }],
  ['secondaryDisplayProperties', { secondaryDisplayProperties: ['nothing'] }],
  ['associatedObjects', { associatedObjects: ['nothing'] }],
  ['labels.plural', { labels: { plural: ' ' } }],
  ['description', { description: 'x'.repeat(5001) }],
])('what is wrong with a definition is named, and nothing is made: %s', async (field, more) => {
  const before = await fingerprint(database.db, account)
  await expect(make('bike', more)).rejects.toMatchObject({ field })
  expect(await fingerprint(database.db, account)).toBe(before)
})

test('an object without properties is shown by a name', async () => {
  expect(await make('thing', { properties: [] })).toMatchObject({ primaryDisplayProperty: 'name' })
})

test('a definition is changed; what it does not name stays', async () => {
  const { id } = await make('boat', { properties: [text('plate'), text('colour')] })
  const changed = await change(id, { labels: { plural: 'Boats' }, requiredProperties: ['plate'] })
  expect(changed).toMatchObject({
    labels: { singular: 'boat', plural: 'Boats' },
    requiredProperties: ['plate'],
    primaryDisplayProperty: 'plate',
  })
  expect(await inAccount('shared', async (_, { catalogue }) => catalogue.objectTypes.get(id))).toMatchObject({
    requiredProperties: ['plate'],
  })
  await expect(change(id, { searchableProperties: ['colour'] })).rejects.toMatchObject({
    field: 'searchableProperties',
  })
  await expect(change('0-1', { description: 'People' })).rejects.toMatchObject({ code: 'READ_ONLY_VALUE' })
})

test('an object with records stays; archived, its name is free and its id is not', async () => {
  const { id } = await make('plane')
  const other = await make('ship')
  await aRecord(database.db, account, id, { plate: 'D-ABCD' })
  await expect(archive(id)).rejects.toMatchObject({ code: 'OBJECT_TYPE_IN_USE' })
  await archive(other.id)
  await expect(archive(other.id)).rejects.toMatchObject({ code: 'OBJECT_TYPE_NOT_FOUND' })
  await expect(archive('0-1')).rejects.toMatchObject({ code: 'READ_ONLY_VALUE' })
  const again = await make('ship')
  expect(again.id).not.toBe(other.id)
  const archived = await inAccount('read', (tx) => listCustomObjectTypes(tx, { archived: true }))
  expect(archived.map((type) => type.id)).toEqual([other.id])
  const left = await inAccount('shared', async (_, { catalogue }) =>
    catalogue.associationTypes.filter(({ fromObjectTypeId }) => fromObjectTypeId === other.id),
  )
  expect(left).toEqual([])
})

test('objects of one account are not those of another, and may have the same names and ids', async () => {
  const mine = account
  account = await anAccount(database.db)
  try {
    expect(await make('car')).toMatchObject({ id: '2-1', fullyQualifiedName: `p${account}_car` })
    expect(await inAccount('read', (tx) => listCustomObjectTypes(tx))).toHaveLength(1)
  } finally {
    account = mine
  }
})

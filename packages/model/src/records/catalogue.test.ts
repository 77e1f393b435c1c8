import { describe, expect, it } from 'vitest'
import { builtInAssociationTypes, generatedAssociationTypes } from './association-types.js'
import { builtInProperties } from './built-in-properties.js'
import { defaultProperties } from './default-properties.js'
import { builtInObjectTypes } from './object-types.js'
import { systemColumnOf } from './system-columns.js'
import { sameValue } from './values-equal.js'

describe('built-in object types', () => {
  it('W-OBJ-3 to W-OBJ-19 each have an id, a path and the property they are displayed by', () => {
    expect(new Set(builtInObjectTypes.map(({ id }) => id)).size).toBe(builtInObjectTypes.length)
    expect(new Set(builtInObjectTypes.map(({ name }) => name)).size).toBe(builtInObjectTypes.length)
    for (const { id, primaryDisplayProperty } of builtInObjectTypes) {
      expect(builtInProperties.get(id)?.map(({ name }) => name)).toContain(primaryDisplayProperty)
    }
  })

  it('have no property twice, and read the default set of api.md 2.6', () => {
    for (const [id, properties] of builtInProperties) {
      const names = properties.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      expect(names).toEqual(expect.arrayContaining([...defaultProperties(id)]))
    }
  })

  it('take their system properties from columns, and only those', () => {
    for (const property of [...builtInProperties.values()].flat()) {
      expect(systemColumnOf(property.name) !== undefined).toBe(property.placement === 'column')
    }
  })
})

describe('built-in association types', () => {
  const byId = new Map(builtInAssociationTypes.map((type) => [type.typeId, type]))

  it('api.md 7.3 each number means one association, and its inverse leads back', () => {
    expect(byId.size).toBe(builtInAssociationTypes.length)
    for (const type of builtInAssociationTypes) {
      const back = byId.get(type.inverseTypeId)
      expect(back).toMatchObject({
        inverseTypeId: type.typeId,
        fromObjectTypeId: type.toObjectTypeId,
        toObjectTypeId: type.fromObjectTypeId,
      })
    }
  })

  it.each([
    [1, '0-1', '0-2', 'Primary'],
    [280, '0-2', '0-1', null],
    [26, '0-5', '0-2', 'Primary'],
    [14, '0-2', '0-2', 'Parent company'],
    [204, '0-27', '0-1', null],
    [449, '0-1', '0-1', null],
  ])('api.md 7.3 type %i', (typeId, from, to, label) => {
    expect(byId.get(typeId)).toMatchObject({ fromObjectTypeId: from, toObjectTypeId: to, label })
  })

  it('a labelled pair has an unlabelled type besides', () => {
    for (const { fromObjectTypeId, toObjectTypeId } of builtInAssociationTypes.filter(
      ({ label }) => label !== null,
    )) {
      const plain = builtInAssociationTypes.filter(
        (type) =>
          type.label === null &&
          type.fromObjectTypeId === fromObjectTypeId &&
          type.toObjectTypeId === toObjectTypeId,
      )
      expect(plain).toHaveLength(1)
    }
  })

  it('generated numbers are those of no other pair', () => {
    const [there, back] = generatedAssociationTypes('2-17', '0-1')
    expect(there?.inverseTypeId).toBe(back?.typeId)
    expect(there?.typeId).not.toBe(back?.typeId)
    expect(generatedAssociationTypes('2-17', '2-17')).toHaveLength(1)
  })
})

it('W-EVT-4 the same value is the same whatever holds it', () => {
  expect(sameValue(['a', 'b'], ['a', 'b'])).toBe(true)
  expect(sameValue(['a'], ['a', 'b'])).toBe(false)
  expect(sameValue('a', ['a'])).toBe(false)
  expect(sameValue(null, null)).toBe(true)
  expect(sameValue(0, null)).toBe(false)
})

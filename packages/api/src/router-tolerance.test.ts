import { expect, test } from 'vitest'
import { contract } from './contract/index.js'
import { pathFamilies } from './contract/path-families.js'
import { canonicalUrl, mountPrefix } from './router-tolerance.js'

test.each([
  ['/crm/v3/owners/?limit=100', '/crm/v3/owners?limit=100'],
  ['//crm/v3/owners', '/crm/v3/owners'],
  ['/crm//v3///objects/contacts//', '/crm/v3/objects/contacts'],
  ['/crm/v3/objects/contacts/a%40b.c?idProperty=email', '/crm/v3/objects/contacts/a%40b.c?idProperty=email'],
  ['/?a=//b/', '/?a=//b/'],
  ['/', '/'],
  ['//', '/'],
])('slashes in excess do not matter: %s', (given, expected) => {
  expect(canonicalUrl(given, '')).toBe(expected)
})

test.each(['2026-03', '2026-09', '2026-09-beta', '2099-03-beta'])(
  'every dated spelling of the alias table means its numbered one: %s',
  (date) => {
    for (const { path, aliases, before } of pathFamilies) {
      for (const alias of before === undefined ? aliases : []) {
        expect(canonicalUrl(`${alias.replace('{date}', date)}/x/y?z=1`, '')).toBe(`${path}/x/y?z=1`)
        expect(canonicalUrl(alias.replace('{date}', date), '')).toBe(path)
      }
    }
  },
)

test('what only looks like a date, or stands elsewhere, is left alone', () => {
  for (const url of [
    '/crm/objects/2026-04/contacts',
    '/crm/objects/2026-033/contacts',
    '/crm/v3/objects/contacts/2026-03',
    '/timeline/2026-03/send',
  ])
    expect(canonicalUrl(url, '')).toBe(url)
})

test('the server can be mounted under the path of its public URL', () => {
  const prefix = mountPrefix('https://host.example/hubspot-api/')
  expect(prefix).toBe('/hubspot-api')
  expect(canonicalUrl('/hubspot-api/crm/v3/objects/contacts', prefix)).toBe('/crm/v3/objects/contacts')
  expect(canonicalUrl('//hubspot-api//crm/objects/2026-03/contacts/', prefix)).toBe(
    '/crm/v3/objects/contacts',
  )
  expect(canonicalUrl('/hubspot-api', prefix)).toBe('/')
  expect(canonicalUrl('/hubspot-apis/x', prefix)).toBe('/hubspot-apis/x')
  expect(mountPrefix('https://host.example')).toBe('')
  expect(mountPrefix(undefined)).toBe('')
})

test('every family of the alias table is served by the contract', () => {
  for (const { path } of pathFamilies) {
    expect(contract.some((endpoint) => endpoint.path.startsWith(path))).toBe(true)
  }
})

test('operations have names of their own', () => {
  const ids = contract.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('one dated spelling stands for two families: associations of a record are of the fourth version', () => {
  const dated = (tail: string) => canonicalUrl(`/crm/objects/2026-03/contacts${tail}`, '')
  expect(dated('/1/associations/companies?limit=1')).toBe(
    '/crm/v4/objects/contacts/1/associations/companies?limit=1',
  )
  expect(dated('/1/associations/default/companies/2')).toBe(
    '/crm/v4/objects/contacts/1/associations/default/companies/2',
  )
  expect(dated('/1?associations=companies')).toBe('/crm/v3/objects/contacts/1?associations=companies')
  expect(dated('/batch/read')).toBe('/crm/v3/objects/contacts/batch/read')
})

import { expect, test } from 'vitest'
import { refusal } from './refusal.js'
import { twoClients } from './two-clients.js'

const { hub, other } = await twoClients()

const colour = {
  name: 'colour',
  label: 'Colour',
  groupName: 'paint',
  type: 'enumeration',
  fieldType: 'checkbox',
  options: [
    { label: 'Red', value: 'red', displayOrder: 0, hidden: false },
    { label: 'Blue', value: 'blue', displayOrder: 1, hidden: false },
  ],
} as never

test('properties are made, read, changed and archived', async () => {
  const api = hub.crm.properties.coreApi
  const made = await api.create('contacts', colour)
  expect(made).toMatchObject({ name: 'colour', type: 'enumeration', groupName: 'paint', archived: false })
  expect((await refusal(api.create('contacts', colour))).code).toBe(409)
  expect((await refusal(other.crm.properties.coreApi.getByName('contacts', 'colour'))).code).toBe(404)
  const changed = await api.update('0-1', 'colour', {
    label: 'Colours',
    options: [
      { label: 'Red', value: 'red', displayOrder: 0, hidden: false },
      { label: 'Blue', value: 'blue', displayOrder: 1, hidden: false },
      { label: 'Green', value: 'green', displayOrder: 2, hidden: false },
    ],
  } as never)
  expect(changed.label).toBe('Colours')
  expect(changed.options.map(({ value }) => value)).toEqual(['red', 'blue', 'green'])
  expect((await api.getAll('contact')).results.map(({ name }) => name)).toContain('colour')

  const { id } = await hub.crm.contacts.basicApi.create({ properties: { colour: 'red' }, associations: [] })
  const added = await hub.crm.contacts.basicApi.update(id, { properties: { colour: ';green' } })
  expect(added.properties.colour).toBe('green;red')
  expect((await hub.crm.contacts.basicApi.getById(id, ['colour'])).properties.colour).toBe('green;red')

  await api.archive('contacts', 'colour')
  await api.archive('contacts', 'colour')
  expect((await refusal(api.getByName('contacts', 'colour'))).code).toBe(404)
  expect((await api.getByName('contacts', 'colour', true)).archived).toBe(true)
  expect((await refusal(hub.crm.contacts.basicApi.update(id, { properties: { colour: 'red' } }))).code).toBe(
    400,
  )
  expect((await refusal(api.archive('contacts', 'email'))).code).toBe(400)
})

test('properties in batches, with partial failure', async () => {
  const batch = hub.crm.properties.batchApi
  const text = (name: string) =>
    ({ name, label: name, groupName: 'more', type: 'string', fieldType: 'text' }) as never
  const made = await batch.create('companies', { inputs: [text('one'), text('Two!'), text('three')] })
  expect(made).toMatchObject({ numErrors: 1, results: [{ name: 'one' }, { name: 'three' }] })
  const read = await batch.read('companies', {
    inputs: [{ name: 'one' }, { name: 'nothing' }],
    archived: false,
  } as never)
  expect(read).toMatchObject({ numErrors: 1, results: [{ name: 'one' }] })
  await batch.archive('companies', { inputs: [{ name: 'one' }, { name: 'three' }] })
  expect((await refusal(hub.crm.properties.coreApi.getByName('companies', 'one'))).code).toBe(404)
})

test('property groups', async () => {
  const api = hub.crm.properties.groupsApi
  await api.create('deals', { name: 'terms', label: 'Terms', displayOrder: 3 })
  expect((await refusal(api.create('deals', { name: 'terms', label: 'Terms' }))).code).toBe(409)
  expect(await api.update('deals', 'terms', { label: 'Conditions' })).toMatchObject({
    label: 'Conditions',
    displayOrder: 3,
  })
  expect((await api.getAll('deals')).results.map(({ name }) => name)).toContain('terms')
  expect((await refusal(other.crm.properties.groupsApi.getByName('deals', 'terms'))).code).toBe(404)
  await api.archive('deals', 'terms')
  expect((await refusal(api.getByName('deals', 'terms'))).code).toBe(404)
})

test('search finds by filter groups, text and associations, sorted and paged', async () => {
  const company = await hub.crm.companies.basicApi.create({
    properties: { name: 'Engines' },
    associations: [],
  })
  const made = await hub.crm.contacts.batchApi.create({
    inputs: ['Ann', 'Ben', 'Cleo'].map((firstname, i) => ({
      properties: { firstname, lastname: 'Searched', email: `s${i}@example.test` },
      associations:
        i === 0
          ? []
          : [
              {
                to: { id: company.id },
                types: [{ associationCategory: 'HUBSPOT_DEFINED' as never, associationTypeId: 279 }],
              },
            ],
    })),
  })
  expect(made.results).toHaveLength(3)
  const found = async (search: object) => {
    const page = await hub.crm.contacts.searchApi.doSearch({
      limit: 10,
      properties: ['firstname'],
      ...search,
    } as never)
    return page.results.map(({ properties }) => properties.firstname)
  }
  const searched = { propertyName: 'lastname', operator: 'EQ', value: 'searched' }
  const sorts = ['-firstname']
  expect(await found({ filterGroups: [{ filters: [searched] }], sorts })).toEqual(['Cleo', 'Ben', 'Ann'])
  expect(await found({ query: 'cleo' })).toEqual(['Cleo'])
  const associated = { propertyName: 'associations.company', operator: 'EQ', value: company.id }
  expect(await found({ filterGroups: [{ filters: [associated] }], sorts })).toEqual(['Cleo', 'Ben'])
  const first = await hub.crm.contacts.searchApi.doSearch({
    filterGroups: [{ filters: [searched] }],
    sorts: ['firstname'],
    limit: 2,
    after: '0',
  } as never)
  expect([first.total, first.paging?.next?.after]).toEqual([3, '2'])
  const theirs = await other.crm.contacts.searchApi.doSearch({
    filterGroups: [{ filters: [searched] }],
  } as never)
  expect(theirs).toMatchObject({ total: 0, results: [] })
  const [, ben] = made.results
  const read = await hub.crm.contacts.basicApi.getById(ben?.id ?? '', [], undefined, ['companies'])
  expect(read.associations?.companies?.results).toMatchObject([{ id: company.id }])
})

test('an association with a record that is not there refuses its input only', async () => {
  const lost = (id: string, associationTypeId = 279) => ({
    properties: { firstname: 'Lost' },
    associations: [{ to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId }] }],
  })
  const theirs = await other.crm.companies.basicApi.create({
    properties: { name: 'Theirs' },
    associations: [],
  })
  const answer = await hub.crm.contacts.batchApi.create({
    inputs: [lost('99999999'), lost(theirs.id), lost(theirs.id, 12_345)] as never,
  })
  expect(answer).toMatchObject({ numErrors: 3, results: [] })
})

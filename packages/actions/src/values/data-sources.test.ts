// Records that a flow fetches (api.md 4.6), and the values that actions read of them.
import { describe, expect, test } from 'vitest'
import type { Action } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { notifyUsers } from '../communication/notify-users.js'
import { sendWebhook } from '../external/send-webhook.js'
import { delayUntilDate } from '../flow/delay-until-date.js'
import { valueEquals } from '../flow/value-equals.js'
import { editRecord } from '../records/edit-record.js'
import { createTask } from '../tasks/create-task.js'
import { issuesOf, MemoryCrm, memoryMember, memoryRecord, prepareContext } from '../testing/index.js'
import { readDataSources } from './data-sources.js'
import { FetchedRecords } from './fetched-records.js'

const toCompany = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }
const employer = { name: 'employer', type: 'ASSOCIATION', objectTypeId: '0-2', ...toCompany }
const sorted = (sortBy: object) => ({ ...employer, sortBy })
const fetchedValue = (propertyToken: string) => ({ type: 'FETCHED_OBJECT_PROPERTY', propertyToken })
const nameOfEmployer = fetchedValue('{{ fetched_objects.employer.name }}')

function company(values: Parameters<typeof memoryRecord>[0]) {
  return memoryRecord(values, { objectTypeId: '0-2' })
}

function contactOf(...companies: ReturnType<typeof memoryRecord>[]) {
  const contact = memoryRecord({ firstname: 'Ada' })
  for (const record of companies)
    contact.links.push({ spec: { category: 'HUBSPOT_DEFINED', typeId: 279 }, record })
  return contact
}

/** A node of a flow that has these data sources, prepared as the engine does it. */
function prepared(action: Action, node: object, sources: readonly object[] = [employer]) {
  const context = prepareContext()
  const fetched = new FetchedRecords(readDataSources(sources, context))
  const whole = { actionId: '1', type: 'SINGLE_CONNECTION', ...node } as ActionNode
  return { fetched, result: action.prepare(whole, { ...context, fetched }) }
}

async function run(
  action: Action,
  node: object,
  contacts: readonly ReturnType<typeof memoryRecord>[],
  sources?: readonly object[],
) {
  const { fetched, result } = prepared(action, node, sources)
  if (!result.ok || (result.issues ?? []).length > 0) throw new Error(issuesOf(result).join())
  const crm = new MemoryCrm()
  const step = fetched.before(result.prepared)
  return {
    crm,
    step,
    outcomes: await step.run(
      contacts.map((contact) => memoryMember(contact)),
      crm,
    ),
  }
}

const edit = (property_name: string, value: unknown, more: object = {}) => ({
  actionTypeId: '0-5',
  fields: { property_name, value },
  ...more,
})

test('A-EDR-3 A-GEN-8 a value is copied from a fetched record, each enrolled record’s own', async () => {
  const contacts = [contactOf(company({ name: 'Acme' })), contactOf(company({ name: 'Byte' })), contactOf()]
  const { crm, step } = await run(editRecord, edit('company', nameOfEmployer), contacts)
  expect(crm.written.map(({ value }) => value)).toEqual(['Acme', 'Byte'])
  expect(step.reads.associations).toMatchObject([
    { objectTypeId: '0-2', typeId: 279, reads: { properties: new Set(['name']) } },
  ])
})

test('A-EDR-19 nobody to fetch is an empty source: the target stays, or is cleared where that is asked', async () => {
  const contact = contactOf()
  contact.values.set('company', 'Old')
  const left = await run(editRecord, edit('company', nameOfEmployer), [contact])
  expect(left.crm.written).toEqual([])
  const clear = edit('company', nameOfEmployer, { millrace: { clearWhenEmpty: true } })
  const cleared = await run(editRecord, clear, [contact])
  expect(cleared.crm.written).toMatchObject([{ name: 'company', value: null }])
})

test('A-EDR-18 what does not go together is refused before anything runs', () => {
  const { result } = prepared(editRecord, edit('nurture_count', nameOfEmployer))
  expect(issuesOf(result)).toEqual(['WORKFLOW_INVALID fields.value.propertyToken'])
})

test('A-GEN-9 A-GEN-10 tokens of fetched records stand in text, with their default where there is nothing', async () => {
  const text = '{{ fetched_objects.employer.name | default: "nobody" }}, {{ fetched_objects.employer }}'
  const acme = company({ name: 'Acme' })
  const { crm } = await run(editRecord, edit('company', { type: 'STATIC_VALUE', staticValue: text }), [
    contactOf(acme),
    contactOf(),
  ])
  expect(crm.written.map(({ value }) => value)).toEqual([`Acme, ${acme.id}`, 'nobody, '])
})

test('A-BRV-2 a value branch takes the branch of a fetched value', async () => {
  const node = {
    type: 'STATIC_BRANCH',
    inputValue: nameOfEmployer,
    staticBranches: [{ branchValue: 'acme', connection: { edgeType: 'STANDARD', nextActionId: '2' } }],
  }
  const { outcomes } = await run(valueEquals, node, [contactOf(company({ name: 'Acme' })), contactOf()])
  expect(outcomes).toMatchObject([{ edge: '0' }, { edge: 'default' }])
})

test('A-WHK-7 A-GEN-8 a webhook sends values of fetched records', async () => {
  const queryParams = [{ name: 'employer', value: nameOfEmployer }]
  const node = { type: 'WEBHOOK', method: 'POST', webhookUrl: 'https://hooks.example.test/', queryParams }
  const { outcomes } = await run(sendWebhook, node, [contactOf(company({ name: 'Acme' })), contactOf()])
  expect(outcomes).toMatchObject([
    { effect: { request: { body: { text: '{"employer":"Acme"}' } } } },
    { effect: { request: { body: { text: '{"employer":null}' } } } },
  ])
})

test('A-NTE-2 A-NTI-2 A-SAL-3 the owner of a fetched record is told, or has the task', async () => {
  const token = '{{ fetched_objects.employer.hubspot_owner_id }}'
  const contacts = [
    contactOf(company({ hubspot_owner_id: '7' })),
    contactOf(company({ hubspot_owner_id: '8' })),
  ]
  const told = {
    actionTypeId: '0-9',
    fields: { subject: 'Look', body: 'There', user_ids: [1], owner_properties: [token] },
  }
  expect((await run(notifyUsers, told, contacts)).crm.notified.map(({ ownerIds }) => ownerIds)).toEqual([
    [7],
    [8],
  ])
  const owner_assignment = { type: 'CUSTOM', value: fetchedValue(token) }
  const task = { actionTypeId: '0-3', fields: { subject: 'Call', owner_assignment } }
  const { crm } = await run(createTask, task, contacts)
  expect(crm.created.map(({ values }) => values.hubspot_owner_id)).toEqual(['7', '8'])
})

test('A-DLP-4 a delay waits for a date of a fetched record', async () => {
  const date = fetchedValue('{{ fetched_objects.employer.createdate }}')
  const node = { actionTypeId: '0-35', fields: { date, delta: '0', time_unit: 'MINUTES' } }
  const at = Date.UTC(2099, 0, 2, 3, 4)
  const { outcomes } = await run(delayUntilDate, node, [contactOf(company({ createdate: at })), contactOf()])
  expect(outcomes).toMatchObject([{ kind: 'waiting', until: at }, { kind: 'succeeded' }])
})

describe('api.md 4.6 of several records one is taken', () => {
  const small = company({ name: 'small', numberofemployees: 5 })
  const large = company({ name: 'Large', numberofemployees: 50 })
  const unknown = company({})
  const takenBy = async (source: object) => {
    const contact = contactOf(unknown, large, small)
    const id = { type: 'STATIC_VALUE', staticValue: '{{ fetched_objects.employer }}' }
    const { crm } = await run(editRecord, edit('company', id), [contact], [source])
    return Number(crm.written[0]?.value)
  }

  test.each([
    ['the oldest', employer, small],
    ['the smallest number', sorted({ property: 'numberofemployees', order: 'ASC' }), small],
    ['the greatest number', sorted({ property: 'numberofemployees', order: 'DESC' }), large],
    ['the first by text, in any case', sorted({ property: 'name', order: 'ASC' }), large],
    ['who has no value, first', sorted({ property: 'name', order: 'ASC', missing: 'FIRST' }), unknown],
    ['who was associated first', { ...employer, type: 'ASSOCIATION_TIMESTAMP' }, unknown],
    [
      'who was associated last',
      { ...employer, type: 'ASSOCIATION_TIMESTAMP', sortBy: { order: 'DESC' } },
      small,
    ],
    ['who has no value, last', sorted({ property: 'name', order: 'DESC', missing: 'LAST' }), small],
  ])('%s', async (_what, source, wanted) => {
    expect(await takenBy(source)).toBe(wanted.id)
  })
})

test.each([
  ['a source that is not there', [], 'UNSUPPORTED_ACTION fields.value.propertyToken'],
  [
    'a source of a kind that is not read yet',
    [{ name: 'employer', type: 'STATIC_PROPERTY_FILTER' }],
    'UNSUPPORTED_ACTION fields.value.propertyToken',
  ],
  [
    'an association that the enrolled record cannot have',
    [{ ...employer, associationTypeId: 280 }],
    'UNSUPPORTED_ACTION fields.value.propertyToken',
  ],
])('%s is told, and only where something refers to it', (_what, sources, issue) => {
  expect(issuesOf(prepared(editRecord, edit('company', nameOfEmployer), sources).result)).toEqual([issue])
  const own = edit('company', { type: 'OBJECT_PROPERTY', propertyName: 'city' })
  expect(issuesOf(prepared(editRecord, own, sources).result)).toEqual([])
})

test('a fetched record where only a property of one will do is told', () => {
  const record = '{{ fetched_objects.employer }}'
  expect(issuesOf(prepared(editRecord, edit('company', fetchedValue(record))).result)).toEqual([
    'WORKFLOW_INVALID fields.value.propertyToken',
  ])
  const told = { actionTypeId: '0-9', fields: { subject: 'Look', body: 'There', owner_properties: [record] } }
  expect(issuesOf(prepared(notifyUsers, told).result)).toEqual([
    'WORKFLOW_INVALID fields.owner_properties[0]',
  ])
  const wait = { actionTypeId: '0-35', fields: { date: fetchedValue(record), delta: '0', time_unit: 'DAYS' } }
  expect(issuesOf(prepared(delayUntilDate, wait).result)).toEqual([
    'WORKFLOW_INVALID fields.date.propertyToken',
  ])
})

test('a property that fetched records do not have is told', () => {
  const value = fetchedValue('{{ fetched_objects.employer.lifecycle }}')
  expect(issuesOf(prepared(editRecord, edit('company', value)).result)).toEqual([
    'PROPERTY_DOESNT_EXIST fields.value.propertyToken',
  ])
})

import { Problem } from '@millrace/model'
import { expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { createRecord } from './create-record.js'

const text = (staticValue: string) => ({ type: 'STATIC_VALUE', staticValue })
function create(fields: Record<string, unknown>, more: Record<string, unknown> = {}): ActionNode {
  return { actionId: '3', type: 'SINGLE_CONNECTION', actionTypeId: '0-14', fields, ...more }
}
const dealProperties = [
  { targetProperty: 'dealname', value: text('Deal of {{ contact.firstname }}') },
  { targetProperty: 'amount', value: { type: 'OBJECT_PROPERTY', propertyName: 'nurture_count' } },
]
const deal = create({ object_type_id: '0-3', properties: dealProperties })

test('A-CRE-3 A-CRE-5 A-CRE-8 one record a member, associated with the enrolled one, its id the output', async () => {
  const crm = new MemoryCrm()
  const people = [memoryRecord({ firstname: 'Ada', nurture_count: 5 }), memoryRecord({ firstname: 'Bo' })]
  const outcomes = await runAction(createRecord, deal, people, crm)
  expect(crm.created.map((record) => record.values)).toEqual([
    { dealname: 'Deal of Ada', amount: 5 },
    { dealname: 'Deal of Bo' },
  ])
  expect(crm.created[0]?.associations).toEqual([
    { spec: { category: 'HUBSPOT_DEFINED', typeId: 3 }, toRecordId: people[0]?.id },
  ])
  expect(outcomes[0]).toMatchObject({ kind: 'succeeded', outputs: { hs_object_id: expect.any(Number) } })
})

test('A-CRE-9 W-ENR-12 a record that this very action made does not run it again; others of the group do', async () => {
  const crm = new MemoryCrm()
  const own = memoryRecord({}, { createdByWorkflowId: crm.workflowId, createdByActionId: crm.actionId })
  const other = memoryRecord({}, { createdByWorkflowId: crm.workflowId, createdByActionId: '4' })
  const outcomes = await runAction(createRecord, deal, [own, other], crm)
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(['skipped', 'succeeded'])
  expect(crm.created).toHaveLength(1)
})

test('A-CRE-6 associations of the enrolled record are copied, and explicit ones replace the plain one', async () => {
  const crm = new MemoryCrm()
  const contact = memoryRecord({ firstname: 'Ada' })
  const company = memoryRecord({}, { objectTypeId: '0-2' })
  contact.links.push({ spec: { category: 'HUBSPOT_DEFINED', typeId: 279 }, record: company })
  const sourceSpec = { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 279 }
  const associations = [
    {
      target: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 341 },
      value: { type: 'COPY_ASSOCIATION', sourceSpec },
    },
  ]
  const node = create({ ...deal.fields, associations, use_explicit_associations: 'true' })
  await runAction(createRecord, node, [contact], crm)
  expect(crm.created[0]?.associations).toEqual([
    { spec: { category: 'HUBSPOT_DEFINED', typeId: 341 }, toRecordId: company.id },
  ])
})

test('A-CRE-10 a unique value that is taken fails with the existing record, or uses it', async () => {
  const crm = () =>
    new MemoryCrm({ onCreate: () => ({ ok: false, code: 'already_exists', existingId: 42, field: 'email' }) })
  const [failed] = await runAction(createRecord, deal, [memoryRecord()], crm())
  expect(failed).toMatchObject({ kind: 'failed', code: 'already_exists', detail: { existingId: '42' } })
  const [used] = await runAction(
    createRecord,
    { ...deal, millrace: { useExisting: true } },
    [memoryRecord()],
    crm(),
  )
  expect(used).toEqual({ kind: 'succeeded', code: 'used_existing', outputs: { hs_object_id: 42 } })
})

test('A-CRE-11 one invalid value fails the whole creation', async () => {
  const crm = new MemoryCrm()
  const node = create({
    object_type_id: '0-3',
    properties: [...dealProperties, { targetProperty: 'closedate', value: text('soon') }],
  })
  const [outcome] = await runAction(createRecord, node, [memoryRecord()], crm)
  expect(outcome).toMatchObject({ kind: 'failed', code: 'invalid_value' })
  expect(crm.created).toEqual([])
  const refusing = new MemoryCrm({
    onCreate: () => ({ ok: false, code: 'invalid', problem: new Problem('INVALID_TEXT', 'no') }),
  })
  expect(await runAction(createRecord, deal, [memoryRecord()], refusing)).toMatchObject([
    { kind: 'failed', code: 'invalid_value' },
  ])
})

test('W-PUB-22 what is missing or unknown is named', () => {
  const issues = (fields: Record<string, unknown>) =>
    issuesOf(createRecord.prepare(create(fields), prepareContext()))
  expect(issues({})).toEqual(['MISSING_FIELD fields.object_type_id'])
  expect(issues({ object_type_id: '0-999' })).toEqual(['OBJECT_TYPE_NOT_FOUND fields.object_type_id'])
  expect(
    issues({ object_type_id: '0-2', properties: [{ targetProperty: 'nope', value: text('x') }] }),
  ).toEqual(['PROPERTY_DOESNT_EXIST fields.properties[0].targetProperty'])
  const wrong = [{ target: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 999 }, value: {} }]
  expect(issues({ object_type_id: '0-2', associations: wrong })).toEqual([
    'ASSOCIATION_TYPE_NOT_FOUND fields.associations[0].target',
  ])
})

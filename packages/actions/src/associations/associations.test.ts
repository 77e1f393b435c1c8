import { Problem } from '@millrace/model'
import { expect, test } from 'vitest'
import type { Action } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { applyLabels } from './apply-labels.js'
import { createAssociations } from './create-associations.js'
import { removeLabels } from './remove-labels.js'
import { updateLabels } from './update-labels.js'

const node = ({ type }: Action, fields: Record<string, unknown>): ActionNode => ({
  actionId: '3',
  type: 'SINGLE_CONNECTION',
  actionTypeId: type,
  fields,
})
const ends = { fromObjectType: '0-1', toObjectType: '0-2' }
const match = {
  ...ends,
  createAssociationOnly: 'true',
  matchBy: 'fromAndToObjects',
  enrolledObjectPropertyNameToMatch: '0-1/company',
  associatedObjectPropertyNameToMatch: '0-2/name',
}
const spec = (typeId: number) => ({ category: 'HUBSPOT_DEFINED', typeId })
const company = (name: string) => memoryRecord({ name }, { objectTypeId: '0-2' })

test('A-ASC-1 A-ASC-2 each record is associated with those whose property equals its own', async () => {
  const records = [company('Acme'), company('Byte'), company('Acme')]
  const crm = new MemoryCrm({ records })
  const people = [memoryRecord({ company: 'Acme' }), memoryRecord({ company: 'Byte' })]
  const outcomes = await runAction(createAssociations, node(createAssociations, match), people, crm)
  expect(outcomes).toEqual([{ kind: 'succeeded' }, { kind: 'succeeded' }])
  expect(crm.links.map(({ member, toRecordId, set }) => [member.record.id, toRecordId, set])).toEqual([
    [people[0]?.id, records[0]?.id, [spec(279)]],
    [people[0]?.id, records[2]?.id, [spec(279)]],
    [people[1]?.id, records[1]?.id, [spec(279)]],
  ])
})

test('A-ASC-2 nothing to compare, or nobody like it, is a step skipped', async () => {
  const crm = new MemoryCrm({ records: [company('Acme')] })
  const people = [memoryRecord(), memoryRecord({ company: 'Nobody' }), memoryRecord({ company: 'Acme' })]
  const outcomes = await runAction(createAssociations, node(createAssociations, match), people, crm)
  expect(outcomes).toMatchObject([
    { kind: 'skipped', code: 'no_matching_record' },
    { kind: 'skipped', code: 'no_matching_record' },
    { kind: 'succeeded' },
  ])
})

test('A-ASC-5 of more than a hundred the first hundred are associated, and the total is logged', async () => {
  const crm = new MemoryCrm({ records: Array.from({ length: 120 }, () => company('Acme')) })
  const [outcome] = await runAction(
    createAssociations,
    node(createAssociations, match),
    [memoryRecord({ company: 'Acme' })],
    crm,
  )
  expect(outcome).toEqual({
    kind: 'succeeded',
    code: 'first_associated',
    detail: { changed: 100, total: 120 },
  })
  expect(crm.links).toHaveLength(100)
})

test('A-ASC-2 where nobody matches, one record a value is made and shared by those who have it', async () => {
  let made = 70
  const crm = new MemoryCrm({
    records: [company('Acme')],
    onCreate: ({ values }) =>
      values.name === 'Taken'
        ? { ok: false, code: 'already_exists', existingId: 9, field: 'name' }
        : { ok: true, recordId: ++made },
  })
  const names = ['Acme', 'New', 'NEW', 'Newer', 'Taken']
  const own = memoryRecord(
    { company: 'Loop' },
    { createdByWorkflowId: crm.workflowId, createdByActionId: crm.actionId },
  )
  const people = [...names.map((name) => memoryRecord({ company: name })), memoryRecord(), own]
  const outcomes = await runAction(
    createAssociations,
    node(createAssociations, { ...match, createAssociationOnly: 'false' }),
    people,
    crm,
  )
  expect(crm.created.map(({ values, associations }) => [values, associations])).toEqual([
    [{ name: 'New' }, []],
    [{ name: 'Newer' }, []],
  ])
  expect(crm.links.map(({ toRecordId }) => toRecordId).slice(1)).toEqual([71, 71, 72])
  expect(outcomes.map((outcome) => ('code' in outcome ? outcome.code : outcome.kind))).toEqual([
    ...Array(4).fill('succeeded'),
    'already_exists',
    'no_matching_record',
    'no_matching_record',
  ])
})

test('A-ASC-7 a limit that is reached fails with that reason; the others of the group go on', async () => {
  const [full, free] = [memoryRecord({ company: 'Acme' }), memoryRecord({ company: 'Acme' })]
  const problem = new Problem('ASSOCIATION_LIMIT', 'At most one.')
  const crm = new MemoryCrm({
    records: [company('Acme')],
    onChange: ({ member }) => (member.record === full ? { ok: false, problem } : { ok: true }),
  })
  const outcomes = await runAction(createAssociations, node(createAssociations, match), [full, free], crm)
  expect(outcomes).toEqual([
    {
      kind: 'failed',
      code: 'association_limit',
      detail: { reason: 'At most one.', refused: 1, changed: 0 },
    },
    { kind: 'succeeded' },
  ])
})

test('A-ASC-7 a label for one record is not handed round among several', async () => {
  const crm = new MemoryCrm({ records: [company('Acme'), company('Acme')] })
  const fields = { ...match, labelToApply: { associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 1 } }
  const [outcome] = await runAction(
    applyLabels,
    node(applyLabels, fields),
    [memoryRecord({ company: 'Acme' })],
    crm,
  )
  expect(outcome).toMatchObject({ kind: 'failed', code: 'association_limit', detail: { count: 2 } })
  expect(crm.links).toEqual([])
})

const linked = (...typeIds: number[]) => {
  const [person, firm] = [memoryRecord(), company('Acme')]
  for (const typeId of typeIds) person.links.push({ spec: spec(typeId), record: firm })
  return { person, firm }
}

test.each([
  ['A-ASC-3 applies a label to what is associated', applyLabels, { labelToApply: '1' }, [spec(1)], []],
  ['A-ASC-3 replaces every label', updateLabels, { labelToApply: 1 }, [spec(1)], 'labels'],
  [
    'A-ASC-3 replaces one label',
    updateLabels,
    { labelToApply: '1', labelToReplace: '1' },
    [spec(1)],
    [spec(1)],
  ],
  ['A-ASC-3 removes a label', removeLabels, { labelToRemove: '1' }, [], [spec(1)]],
  ['A-ASC-4 removes the association', removeLabels, { removeAssociation: 'true' }, [], 'all'],
  [
    'A-ASC-4 removes associations with a label',
    removeLabels,
    { removeAssociation: 'true', labelToRemove: '1' },
    [],
    'all',
  ],
] as const)('%s', async (_what, action, fields, set, remove) => {
  const crm = new MemoryCrm()
  const { person, firm } = linked(1, 279)
  const outcomes = await runAction(
    action,
    node(action, { ...ends, ...fields }),
    [person, memoryRecord()],
    crm,
  )
  expect(outcomes).toMatchObject([{ kind: 'succeeded' }, { kind: 'skipped', code: 'no_matching_record' }])
  expect(crm.links).toMatchObject([{ toRecordId: firm.id, set, remove }])
})

test.each([
  [createAssociations, {}, ['MISSING_FIELD fields.toObjectType']],
  [createAssociations, { ...ends, toObjectType: '0-999' }, ['OBJECT_TYPE_NOT_FOUND fields.toObjectType']],
  [createAssociations, { ...match, fromObjectType: '0-3' }, ['OBJECT_TYPE_NOT_FOUND fields.fromObjectType']],
  [
    createAssociations,
    ends,
    [
      'MISSING_FIELD fields.enrolledObjectPropertyNameToMatch',
      'MISSING_FIELD fields.associatedObjectPropertyNameToMatch',
    ],
  ],
  [
    createAssociations,
    { ...match, associatedObjectPropertyNameToMatch: '0-1/name' },
    ['PROPERTY_DOESNT_EXIST fields.associatedObjectPropertyNameToMatch'],
  ],
  [
    createAssociations,
    { ...match, createAssociationOnly: 'false', associatedObjectPropertyNameToMatch: '0-2/hs_object_id' },
    ['READ_ONLY_VALUE fields.createAssociationOnly'],
  ],
  [applyLabels, ends, ['MISSING_FIELD fields.labelToApply']],
  [applyLabels, { ...ends, labelToApply: '4711' }, ['ASSOCIATION_TYPE_NOT_FOUND fields.labelToApply']],
  [updateLabels, ends, ['MISSING_FIELD fields.labelToApply']],
  [
    updateLabels,
    { ...ends, labelToApply: '1', labelToReplace: '279' },
    ['WORKFLOW_INVALID fields.labelToReplace'],
  ],
  [removeLabels, ends, ['MISSING_FIELD fields.labelToRemove']],
] as const)('A-PLH-6 W-PUB-22 what is missing or unknown is named (%#)', (action, fields, expected) => {
  expect(issuesOf(action.prepare(node(action, fields), prepareContext()))).toEqual(expected)
})

test('a property that is not looked up by value can be compared, with a warning', () => {
  const fields = { ...match, associatedObjectPropertyNameToMatch: '0-2/city' }
  const result = createAssociations.prepare(node(createAssociations, fields), prepareContext())
  expect(result.ok && result.warnings?.map(({ field }) => field)).toEqual([
    'fields.associatedObjectPropertyNameToMatch',
  ])
})

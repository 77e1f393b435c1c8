import { expect, test } from 'vitest'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { deleteRecord } from './delete-record.js'

const node = {
  actionId: '3',
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-18224765',
  fields: {},
} as const

test('A-MNG-1 A-MNG-3 each record is deleted, whatever its type, and its enrollment is over', async () => {
  const crm = new MemoryCrm()
  const deals = [memoryRecord({}, { objectTypeId: '0-3' }), memoryRecord({}, { objectTypeId: '0-3' })]
  const outcomes = await runAction(deleteRecord, node, deals, crm)
  expect(outcomes.map(({ kind }) => kind)).toEqual(['ended', 'ended'])
  expect(crm.deleted).toEqual(deals.map(({ id }) => id))
})

test('A-MNG-5 nothing may follow it', () => {
  const connection = { edgeType: 'STANDARD', nextActionId: '4' }
  expect(issuesOf(deleteRecord.prepare({ ...node, connection }, prepareContext()))).toEqual([
    'WORKFLOW_INVALID connection',
  ])
  expect(issuesOf(deleteRecord.prepare(node, prepareContext()))).toEqual([])
})

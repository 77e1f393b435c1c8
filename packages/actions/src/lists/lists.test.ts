import { describe, expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import type { ListChangeResult } from '../crm.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { addToList } from './add-to-list.js'
import { changeListOldForm } from './change-list-old-form.js'
import { removeFromList } from './remove-from-list.js'

const node = (actionTypeId: string, fields: Readonly<Record<string, unknown>>): ActionNode => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields,
})
const add = node('0-63809083', { listId: '7', targetObject: '{{ enrolled_object }}' })
const remove = node('0-63863438', { listId: 7 })

describe('A-MNG-8 A-MNG-9 adding to and removing from a static list', () => {
  test('asks once for everybody who stands there', async () => {
    const crm = new MemoryCrm()
    const people = [memoryRecord(), memoryRecord()]
    const outcomes = [
      ...(await runAction(addToList, add, people, crm)),
      ...(await runAction(removeFromList, remove, people, crm)),
    ]
    expect(outcomes.map(({ kind }) => kind)).toEqual(Array.from({ length: 4 }, () => 'succeeded'))
    expect(crm.listChanges.map(({ listId, to }) => `${to} ${listId}`)).toEqual([
      'join 7',
      'join 7',
      'leave 7',
      'leave 7',
    ])
  })

  test.each<[string, ListChangeResult, object]>([
    [
      'A-MNG-12 a member already',
      { ok: true, changed: false },
      { kind: 'succeeded', code: 'already_member' },
    ],
    ['A-MNG-13 a full list', { ok: false, code: 'list_full' }, { kind: 'failed', code: 'list_full' }],
    [
      'A-GEN-18 a list that is gone',
      { ok: false, code: 'missing_list' },
      { kind: 'failed', code: 'missing_list' },
    ],
  ])('%s', async (_, result, outcome) => {
    const crm = new MemoryCrm({ onListChange: () => result })
    expect(await runAction(addToList, add, [memoryRecord()], crm)).toMatchObject([outcome])
  })

  test('A-MNG-12 who is not in it leaves it without a change', async () => {
    const crm = new MemoryCrm({ onListChange: () => ({ ok: true, changed: false }) })
    expect(await runAction(removeFromList, remove, [memoryRecord()], crm)).toMatchObject([
      { kind: 'succeeded', code: 'not_a_member' },
    ])
  })

  test('A-MNG-10 without a list it is not ready', () => {
    expect(issuesOf(addToList.prepare(node('0-63809083', {}), prepareContext()))).toEqual([
      'MISSING_FIELD fields.listId',
    ])
    expect(issuesOf(addToList.prepare(node('0-63809083', { listId: 'x' }), prepareContext()))).toEqual([
      'LIST_NOT_FOUND fields.listId',
    ])
    expect(addToList.schema.safeParse({ ...add, fields: { targetObject: '{{ other }}' } }).success).toBe(
      false,
    )
  })

  test('the older form names both', async () => {
    const crm = new MemoryCrm()
    for (const operation of ['ADD', 'REMOVE'])
      await runAction(changeListOldForm, node('0-13', { operation, list_id: 9 }), [memoryRecord()], crm)
    expect(crm.listChanges.map(({ listId, to }) => `${to} ${listId}`)).toEqual(['join 9', 'leave 9'])
    expect(issuesOf(changeListOldForm.prepare(node('0-13', { list_id: 9 }), prepareContext()))).toEqual([
      'MISSING_FIELD fields.operation',
    ])
  })
})

import { expect, test } from 'vitest'
import { reportOf } from '../testing/imported-flow.js'

test('api.md 4.9 rule 9 warns of dangling targets, unreachable actions, repeated values, missing defaults and loops without a wait', () => {
  const connection = (nextActionId: string) => ({ edgeType: 'STANDARD', nextActionId })
  const set = (actionId: string, next?: string) => ({
    actionId,
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-5',
    fields: { property_name: 'nickname', value: { staticValue: 'x' } },
    ...(next && { connection: connection(next) }),
  })
  const report = reportOf({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    startActionId: '1',
    actions: [
      set('1', '2'),
      {
        actionId: '2',
        type: 'STATIC_BRANCH',
        inputValue: { type: 'OBJECT_PROPERTY', propertyName: 'nickname' },
        staticBranches: [
          { branchValue: 'a', connection: connection('1') },
          { branchValue: 'a', connection: connection('77') },
        ],
      },
      set('3'),
    ],
  })
  expect(report.warnings.map((warning) => [warning.code, warning.in])).toEqual(
    expect.arrayContaining([
      ['DANGLING_EDGE', 'actions[1].staticBranches[1].connection.nextActionId'],
      ['UNREACHABLE_ACTION', 'actions[2]'],
      ['CYCLE_WITHOUT_WAIT', 'actions[0]'],
      [undefined, 'actions[1].staticBranches[1]'],
      [undefined, 'actions[1]'],
    ]),
  )
  expect(report.problems).toEqual([])
})

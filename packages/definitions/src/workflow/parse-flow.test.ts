import { findUnsafe } from '@millrace/model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Flow } from './flow.js'
import { parseFlow } from './parse-flow.js'

type Json = Record<string, unknown>

const minimal = { type: 'CONTACT_FLOW', objectTypeId: '0-1', flowType: 'WORKFLOW' }
const step = (members: Json = {}) => ({
  actionId: '1',
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-1',
  ...members,
})

function parsed(json: unknown, current?: Flow): Flow {
  const result = parseFlow(json, current)
  if (!result.ok) throw result.problems[0]
  return result.flow
}
function refusals(json: unknown): string[] {
  const result = parseFlow(json)
  return result.ok ? [] : result.problems.map((problem) => `${problem.code} ${problem.field ?? ''}`.trim())
}
const withAction = (members: Json) => ({ ...minimal, actions: [step(members)] })
const withCriteria = (listFilterBranch: unknown) => ({
  ...minimal,
  enrollmentCriteria: { type: 'LIST_BASED', shouldReEnroll: false, listFilterBranch },
})
const property = (operation: Json) => ({
  filterBranchType: 'AND',
  filterBranchOperator: 'AND',
  filterBranches: [],
  filters: [{ filterType: 'PROPERTY', property: 'lifecyclestage', operation }],
})

describe('what is accepted', () => {
  test('api.md 4.2 missing lists are empty, and a flow is off unless it says otherwise', () => {
    expect(parsed(minimal)).toEqual({
      ...minimal,
      isEnabled: false,
      actions: [],
      timeWindows: [],
      blockedDates: [],
      dataSources: [],
      suppressionListIds: [],
      canEnrollFromSalesforce: false,
      customProperties: {},
    })
  })

  test('api.md 4.9 rules 4, 5 edges come in one spelling, whatever they were written in', () => {
    const flow = parsed(
      withAction({
        type: 'LIST_BRANCH',
        listBranches: [
          { connection: { edgeType: 'GO-TO', nextActionId: 2 } },
          { connection: { nextActionId: '3' } },
        ],
        defaultBranch: { connection: { edgeType: 'GO_TO', nextActionId: '4' } },
      }),
    )
    expect(flow.actions[0]).toMatchObject({
      listBranches: [
        { connection: { edgeType: 'GOTO', nextActionId: '2' } },
        { connection: { edgeType: 'STANDARD', nextActionId: '3' } },
      ],
      defaultBranch: { edgeType: 'GOTO', nextActionId: '4' },
    })
  })

  test('api.md 4.9 rule 2 unknown action, filter and value types are kept', () => {
    const flow = withAction({
      actionTypeId: '1-179507819',
      fields: { anything: [{ type: 'NEW' }] },
      type: 'SOMETHING_NEW',
    })
    expect(parsed(flow).actions[0]).toMatchObject({
      actionTypeId: '1-179507819',
      fields: { anything: [{ type: 'NEW' }] },
    })
    const criteria = {
      filterBranchType: 'OR',
      filterBranches: [{ filterBranchType: 'AND', filters: [{ filterType: 'WEBINAR', webinarId: 3 }] }],
    }
    expect(parsed(withCriteria(criteria)).enrollmentCriteria?.listFilterBranch).toEqual(criteria)
  })

  test('api.md 4.8 a PUT may leave out what cannot change', () => {
    const { objectTypeId: _a, flowType: _b, ...put } = minimal
    expect(parsed(put, parsed({ ...minimal, isEnabled: true }))).toMatchObject({
      ...minimal,
      isEnabled: true,
    })
  })

  test('api.md 4.9 rule 1 members that we do not know come out as they went in, at every level', () => {
    // Keys that could reach a prototype are refused, with a test of their own.
    const kept = fc.jsonValue().filter((value) => findUnsafe(value) === null)
    const extra = fc.dictionary(fc.stringMatching(/^x_[a-z]{1,8}$/), kept, { maxKeys: 4 })
    fc.assert(
      fc.property(extra, extra, extra, extra, (flowExtra, actionExtra, fieldExtra, edgeExtra) => {
        const connection = { edgeType: 'STANDARD', nextActionId: '9', ...edgeExtra }
        const document = {
          ...parsed(minimal),
          ...flowExtra,
          actions: [step({ ...actionExtra, fields: { delta: '5', ...fieldExtra }, connection })],
        }
        const through = JSON.parse(JSON.stringify(document)) as unknown
        expect(JSON.parse(JSON.stringify(parsed(through)))).toEqual(through)
      }),
    )
  })

  test('reading twice is reading once', () => {
    const once = parsed(withAction({ defaultBranch: { connection: { nextActionId: 7 } } }))
    expect(parsed(once)).toEqual(once)
  })
})

describe('what cannot be read (api.md 4.8)', () => {
  const branch = (members: Json) => withAction({ type: 'LIST_BRANCH', ...members })
  test.each([
    ['no object', [], 'INVALID_BODY'],
    ['missing type', { ...minimal, type: undefined }, 'WORKFLOW_INVALID type'],
    ['missing flowType', { ...minimal, flowType: undefined }, 'WORKFLOW_INVALID flowType'],
    ['missing objectTypeId', { ...minimal, objectTypeId: undefined }, 'WORKFLOW_INVALID objectTypeId'],
    ['a type that does not fit', { ...minimal, objectTypeId: '0-2' }, 'WORKFLOW_INVALID type'],
    ['the other way round', { ...minimal, type: 'PLATFORM_FLOW' }, 'WORKFLOW_INVALID type'],
    ['an action without a type', withAction({ type: undefined }), 'WORKFLOW_INVALID actions[0].type'],
    ['an action without an id', withAction({ actionId: undefined }), 'WORKFLOW_INVALID actions[0].actionId'],
    ['an id that is no number', withAction({ actionId: 'a' }), 'WORKFLOW_INVALID actions[0].actionId'],
    [
      'an empty connection',
      withAction({ connection: {} }),
      'WORKFLOW_INVALID actions[0].connection.nextActionId',
    ],
    [
      'an empty default branch',
      branch({ defaultBranch: {} }),
      'WORKFLOW_INVALID actions[0].defaultBranch.nextActionId',
    ],
    [
      'an unknown kind of edge',
      withAction({ connection: { edgeType: 'FLY', nextActionId: '2' } }),
      'WORKFLOW_INVALID actions[0].connection.edgeType',
    ],
    [
      'a number as next id',
      { ...minimal, nextAvailableActionId: 3 },
      'WORKFLOW_INVALID nextAvailableActionId',
    ],
    ['actions that are no list', { ...minimal, actions: {} }, 'WORKFLOW_INVALID actions'],
    [
      'an empty filter branch',
      branch({ listBranches: [{ filterBranch: {} }] }),
      'FILTER_INVALID actions[0].listBranches[0].filterBranch.filterBranchType',
    ],
    [
      'IS_NOT_EQUAL_TO on an enumeration',
      withCriteria(property({ operationType: 'ENUMERATION', operator: 'IS_NOT_EQUAL_TO', values: ['lead'] })),
      'FILTER_OPERATOR_MISMATCH enrollmentCriteria.listFilterBranch.filters[0].operation.operator',
    ],
    [
      'nested event branches',
      {
        ...minimal,
        enrollmentCriteria: {
          type: 'EVENT_BASED',
          eventFilterBranches: [
            {
              filterBranchType: 'UNIFIED_EVENTS',
              eventTypeId: '4-1',
              filterBranches: [{ filterBranchType: 'UNIFIED_EVENTS', eventTypeId: '4-2' }],
            },
          ],
        },
      },
      'FILTER_INVALID enrollmentCriteria.eventFilterBranches[0].filterBranches[0]',
    ],
    ['a lone surrogate', { ...minimal, name: '\ud800' }, 'INVALID_TEXT name'],
    ['U+0000', { ...minimal, name: 'a\u0000' }, 'INVALID_TEXT name'],
    ['__proto__', JSON.parse('{"a":{"__proto__":1}}'), 'FORBIDDEN_KEY a.__proto__'],
  ])('%s', (_what, json, expected) => {
    expect(refusals(json)).toEqual([expected])
  })

  test('nothing that arrives makes it throw', () => {
    fc.assert(fc.property(fc.jsonValue(), (json) => void parseFlow(json)))
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('actions', 'enrollmentCriteria', 'dataSources', 'goalFilterBranch', 'millrace'),
        (json, member) => {
          parseFlow({ ...minimal, [member]: json })
          parseFlow({
            ...minimal,
            actions: [step({ [member]: json, connection: json, listBranches: json, fields: json })],
          })
        },
      ),
    )
  })
})

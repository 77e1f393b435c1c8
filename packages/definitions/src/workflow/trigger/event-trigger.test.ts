import { memoryCatalogue } from '@millrace/actions/testing'
import { recordOf } from '@millrace/filters'
import type { Catalogue } from '@millrace/model'
import { describe, expect, test } from 'vitest'
import { compileWorkflow } from '../compile-workflow.js'
import { describeWorkflow } from '../describe.js'
import { parseFlow } from '../parse-flow.js'

type Json = Record<string, unknown>

const now = Date.UTC(2026, 10, 22)
const meta = { accountId: 1, workflowId: 7, revisionId: 3, isEnabled: true }
const bought = {
  id: '6-1',
  name: 'pe1_bought',
  label: 'Bought',
  objectTypeIds: ['0-1'],
  properties: [
    { name: 'price', label: 'Price', type: 'number' as const, options: [] },
    { name: 'sent_at', label: 'Sent at', type: 'datetime' as const, options: [] },
  ],
  countedBy: null,
}
const catalogue: Catalogue = { ...memoryCatalogue, eventTypes: new Map([[bought.id, bought]]) }

function flowOf(enrollmentCriteria: Json, more: Json = {}): Json {
  const contacts = { type: 'CONTACT_FLOW', objectTypeId: '0-1', flowType: 'WORKFLOW' }
  return { ...contacts, enrollmentCriteria: { type: 'EVENT_BASED', ...enrollmentCriteria }, ...more }
}

function compiled(criteria: Json, more: Json = {}) {
  const parsed = parseFlow(flowOf(criteria, more))
  if (!parsed.ok) throw parsed.problems[0]
  const result = compileWorkflow(parsed.flow, meta, catalogue)
  if (!result.ok) throw result.problems[0]
  return { workflow: result.workflow, issues: result.issues.map(({ code, field }) => `${code} ${field}`) }
}

function refusals(json: Json): string[] {
  const parsed = parseFlow(json)
  return parsed.ok ? [] : parsed.problems.map(({ code, field }) => `${code} ${field}`)
}

const happens = (eventTypeId: string, ...filters: Json[]): Json => ({
  filterBranchType: 'UNIFIED_EVENTS',
  filterBranchOperator: 'AND',
  eventTypeId,
  operator: 'HAS_COMPLETED',
  filterBranches: [],
  filters,
})
const on = (property: string, operation: Json): Json => ({ filterType: 'PROPERTY', property, operation })
const equals = (value: string) => ({ operationType: 'STRING', operator: 'IS_EQUAL_TO', value })
const above = (value: number) => ({ operationType: 'NUMBER', operator: 'IS_GREATER_THAN', value })
const all = (...filters: Json[]): Json => ({
  filterBranchType: 'AND',
  filterBranchOperator: 'AND',
  filterBranches: [],
  filters,
})
const at = 'enrollmentCriteria.eventFilterBranches[0]'
const isOf = (eventTypeId: string, values: Parameters<typeof recordOf>[0]) =>
  recordOf(values, { objectTypeId: eventTypeId })

describe('what enrolls', () => {
  test('W-EVS-5 W-EVS-14 conditions on the properties of a custom event', () => {
    const { workflow, issues } = compiled({ eventFilterBranches: [happens('6-1', on('price', above(100)))] })
    expect(issues).toEqual([])
    const { trigger } = workflow
    if (trigger.kind !== 'event') throw new Error(trigger.kind)
    const [alternative] = trigger.on
    expect(alternative?.type).toEqual(bought)
    expect(alternative?.filter?.matches(isOf('6-1', { price: 101 }), now)).toBe(true)
    expect(alternative?.filter?.matches(isOf('6-1', { price: 100 }), now)).toBe(false)
    expect(trigger).toMatchObject({ refinement: null, reEnroll: false })
  })

  test('W-EVT-2 W-EVT-3 each property that is named, its value compared as its own type', () => {
    const names = {
      operationType: 'MULTISTRING',
      operator: 'IS_EQUAL_TO',
      values: ['nurture_count', 'nickname'],
    }
    const { workflow, issues } = compiled({
      eventFilterBranches: [
        happens('4-655002', on('hs_name', names)),
        happens('4-655002', on('hs_name', equals('nurture_count')), on('hs_value', above(3))),
      ],
    })
    expect(issues).toEqual([])
    const { trigger, watches, hotProperties } = workflow
    if (trigger.kind !== 'event') throw new Error(trigger.kind)
    expect(trigger.on.map(({ property }) => property?.name)).toEqual([
      'nurture_count',
      'nickname',
      'nurture_count',
    ])
    const change = (value: number) => isOf('4-655002', { hs_name: 'nurture_count', hs_value: value })
    expect(trigger.on[2]?.filter?.matches(change(4), now)).toBe(true)
    expect(trigger.on[2]?.filter?.matches(change(3), now)).toBe(false)
    expect(watches.properties).toEqual(new Set(['nurture_count', 'nickname']))
    expect(hotProperties).toEqual(new Set(['nurture_count', 'nickname']))
  })

  test('W-EVS-6 W-EVS-8 extra criteria are watched, and one switch re-enrolls', () => {
    const { workflow } = compiled({
      eventFilterBranches: [happens('4-96000')],
      refinementCriteria: all(on('nickname', { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' })),
      shouldReEnroll: true,
    })
    expect(workflow.trigger).toMatchObject({ kind: 'event', reEnroll: true })
    expect(workflow.watches.properties).toEqual(new Set(['nickname']))
    expect(describeWorkflow(workflow)).toMatch(
      /^Enrolls when it happens: Page visited\. Only records for which: .* Records may enroll again\./,
    )
  })

  test('api.md 4.3 joining a list, and extra criteria without a filter say nothing', () => {
    const { workflow, issues } = compiled({
      eventFilterBranches: [],
      listMembershipFilterBranches: [all({ filterType: 'IN_LIST', operator: 'IN_LIST', listId: '17' })],
      refinementCriteria: { filterBranchType: 'OR', filterBranches: [], filters: [] },
    })
    expect(issues).toEqual([])
    expect(workflow.trigger).toMatchObject({
      refinement: null,
      on: [{ type: { id: 'millrace-list-joined' }, lists: [17] }],
    })
    expect(workflow.watches.lists).toEqual(new Set([17]))
  })
})

test.each<[string, Json, string]>([
  ['an unknown event', { eventFilterBranches: [happens('6-9')] }, `EVENT_TYPE_NOT_FOUND ${at}.eventTypeId`],
  [
    'W-EVT-5 a deletion',
    { eventFilterBranches: [happens('millrace-record-deleted')] },
    `EVENT_TYPE_NOT_FOUND ${at}.eventTypeId`,
  ],
  [
    'what has not happened',
    { eventFilterBranches: [{ ...happens('4-96000'), operator: 'HAS_NOT_COMPLETED' }] },
    `FILTER_UNSUPPORTED ${at}.operator`,
  ],
  [
    'W-EVS-13 how often it happened',
    {
      eventFilterBranches: [
        { ...happens('4-96000'), coalescingRefineBy: { type: 'NUM_OCCURRENCES', minOccurrences: 2 } },
      ],
    },
    `FILTER_UNSUPPORTED ${at}.coalescingRefineBy`,
  ],
  [
    'W-EVS-13 what a property has ever been',
    {
      eventFilterBranches: [
        happens('4-1639801', on('hs_form_id', { ...equals('a'), operator: 'HAS_EVER_BEEN_EQUAL_TO' })),
      ],
    },
    `FILTER_OPERATOR_MISMATCH ${at}.filters[0].operation.operator`,
  ],
  [
    'a property the event does not have',
    { eventFilterBranches: [happens('6-1', on('color', equals('a')))] },
    `PROPERTY_DOESNT_EXIST ${at}.filters[0].property`,
  ],
  [
    'a list among the conditions of an event',
    { eventFilterBranches: [happens('6-1', { filterType: 'IN_LIST', operator: 'IN_LIST', listId: '1' })] },
    `FILTER_UNSUPPORTED ${at}.filters[0].filterType`,
  ],
  ['a change of no property', { eventFilterBranches: [happens('4-655002')] }, `FILTER_INVALID ${at}.filters`],
  [
    'a change of an unknown property',
    { eventFilterBranches: [happens('4-655002', on('hs_name', equals('nope')))] },
    `PROPERTY_DOESNT_EXIST ${at}.filters`,
  ],
  [
    'a branch that is no event',
    { eventFilterBranches: [all()] },
    `FILTER_UNSUPPORTED ${at}.filterBranchType`,
  ],
  [
    'a list trigger that names no list',
    { listMembershipFilterBranches: [all()] },
    'FILTER_UNSUPPORTED enrollmentCriteria.listMembershipFilterBranches[0]',
  ],
  [
    'W-TRG-12 W-EVT-60 too many filters, those on events among them',
    {
      eventFilterBranches: [0, 1].map(() =>
        happens('6-1', ...Array.from({ length: 126 }, () => on('price', above(1)))),
      ),
    },
    'FILTER_TOO_MANY enrollmentCriteria',
  ],
])('%s keeps the workflow from being turned on', (_what, criteria, issue) => {
  expect(compiled(criteria).issues).toEqual([issue])
})

test('an event of other records keeps the workflow from being turned on', () => {
  const companies = { type: 'PLATFORM_FLOW', objectTypeId: '0-2' }
  expect(compiled({ eventFilterBranches: [happens('4-1639801')] }, companies).issues).toEqual([
    `EVENT_TYPE_NOT_FOUND ${at}.eventTypeId`,
  ])
})

test('one alternative that is gone leaves the others, extra criteria that are gone leave nobody', () => {
  const { trigger } = compiled({ eventFilterBranches: [happens('6-9'), happens('4-96000')] }).workflow
  expect(trigger).toMatchObject({ kind: 'event', on: [{ type: { id: '4-96000' } }] })
  const refined = compiled({
    eventFilterBranches: [happens('4-96000')],
    refinementCriteria: all(on('nope', equals('a'))),
  })
  expect(refined.workflow.trigger.kind).toBe('unsupported')
})

describe('W-TRG-9 W-TRG-15 kinds do not mix, and the trigger that does not fit is named', () => {
  const event = happens('4-96000')
  test.each<[string, Json, string]>([
    [
      'events and a schedule',
      flowOf({ eventFilterBranches: [event] }, { enrollmentSchedule: { type: 'DAILY' } }),
      'enrollmentSchedule',
    ],
    [
      'events and filters',
      flowOf({ eventFilterBranches: [event], listFilterBranch: all(on('nickname', equals('a'))) }),
      'enrollmentCriteria.listFilterBranch',
    ],
    [
      'filters and events',
      flowOf({ type: 'LIST_BASED', listFilterBranch: all(), eventFilterBranches: [event] }),
      'enrollmentCriteria.eventFilterBranches[0]',
    ],
    [
      'by hand and events',
      flowOf({ type: 'MANUAL', listMembershipFilterBranches: [all()] }),
      'enrollmentCriteria.listMembershipFilterBranches[0]',
    ],
  ])('%s', (_what, json, field) => {
    expect(refusals(json)).toEqual([`WORKFLOW_INVALID ${field}`])
  })
})

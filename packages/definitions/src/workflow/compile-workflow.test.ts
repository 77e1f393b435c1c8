import { MemoryCrm, memoryCatalogue, memoryMember, memoryRecord } from '@millrace/actions/testing'
import { recordOf } from '@millrace/filters'
import { describe, expect, test } from 'vitest'
import { compileWorkflow } from './compile-workflow.js'
import type { CompiledWorkflow, Trigger } from './compiled-workflow.js'
import { describeWorkflow } from './describe.js'
import { parseFlow } from './parse-flow.js'

type Json = Record<string, unknown>

const now = Date.UTC(2026, 10, 22)
const meta = { accountId: 1, workflowId: 7, revisionId: 3, isEnabled: true }

function compiled(members: Json): { workflow: CompiledWorkflow; issues: string[] } {
  const parsed = parseFlow({ type: 'CONTACT_FLOW', objectTypeId: '0-1', flowType: 'WORKFLOW', ...members })
  if (!parsed.ok) throw parsed.problems[0]
  const result = compileWorkflow(parsed.flow, meta, memoryCatalogue)
  if (!result.ok) throw result.problems[0]
  return { workflow: result.workflow, issues: result.issues.map(({ code, field }) => `${code} ${field}`) }
}

const all = (...filters: Json[]) => ({
  filterBranchType: 'AND',
  filterBranchOperator: 'AND',
  filterBranches: [],
  filters,
})
const on = (property: string, operation: Json) => ({ filterType: 'PROPERTY', property, operation })
const more = (property: string, value: number) =>
  on(property, { operationType: 'NUMBER', operator: 'IS_GREATER_THAN', value })
const known = (property: string) => on(property, { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' })

function filterTrigger(criteria: Json): Extract<Trigger, { kind: 'filter' }> {
  const { trigger } = compiled({
    enrollmentCriteria: { type: 'LIST_BASED', shouldReEnroll: true, ...criteria },
  }).workflow
  if (trigger.kind !== 'filter') throw new Error(trigger.kind)
  return trigger
}

describe('triggers', () => {
  test('api.md 4.3 LIST_BASED enrolls by a filter', () => {
    const trigger = filterTrigger({
      listFilterBranch: all(more('nurture_count', 3)),
      unEnrollObjectsNotMeetingCriteria: true,
    })
    expect(trigger).toMatchObject({ reEnroll: true, unenrollWhenNotMatching: true })
    expect(trigger.filter.matches(recordOf({ nurture_count: 4 }), now)).toBe(true)
    expect(trigger.filter.matches(recordOf({ nurture_count: 3 }), now)).toBe(false)
  })

  test('W-REN-2 W-REN-9 re-enrollment branches name a property and what it must come to be', () => {
    const branch = (name: string, operation?: Json) =>
      all(
        on('hs_name', { operationType: 'STRING', operator: 'IS_EQUAL_TO', value: name }),
        ...(operation ? [on('hs_value', operation)] : []),
      )
    const { reEnrollOn } = filterTrigger({
      listFilterBranch: all(known('nickname')),
      reEnrollmentTriggersFilterBranches: [
        branch('nickname', { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' }),
        branch('nurture_count', { operationType: 'NUMBER', operator: 'IS_EQUAL_TO', value: 5 }),
        all(more('nurture_count', 8)),
      ],
    })
    expect(reEnrollOn.map(({ property, anyChange }) => [property, anyChange])).toEqual([
      ['nickname', true],
      ['nurture_count', false],
      ['nurture_count', false],
    ])
    expect(reEnrollOn[1]?.filter?.matches(recordOf({ nurture_count: 5 }), now)).toBe(true)
    expect(reEnrollOn[2]?.filter?.matches(recordOf({ nurture_count: 5 }), now)).toBe(false)
  })

  test('W-REN-12 W-REN-16 W-REN-17 without named ones every eligible filter of the criteria re-enrolls', () => {
    const notEligible = on('city', { operationType: 'STRING', operator: 'IS_NOT_EQUAL_TO', value: 'x' })
    const associated = {
      filterBranchType: 'ASSOCIATION',
      filterBranchOperator: 'AND',
      operator: 'IN_LIST',
      objectTypeId: '0-2',
      associationTypeId: 279,
      associationCategory: 'HUBSPOT_DEFINED',
      filterBranches: [],
      filters: [known('city')],
    }
    const listFilterBranch = {
      ...all(known('nickname'), more('nurture_count', 1), notEligible),
      filterBranches: [associated],
    }
    expect(filterTrigger({ listFilterBranch }).reEnrollOn.map(({ property }) => property)).toEqual([
      'nickname',
      'nurture_count',
    ])
    expect(filterTrigger({ listFilterBranch, shouldReEnroll: false }).reEnrollOn).toEqual([])
  })

  test('no criteria, or MANUAL ones, enroll by hand only', () => {
    expect(compiled({}).workflow.trigger).toEqual({ kind: 'manual', reEnroll: false })
    expect(
      compiled({ enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true } }).workflow.trigger,
    ).toEqual({ kind: 'manual', reEnroll: true })
  })

  test('criteria that cannot be evaluated enroll nobody, and say why', () => {
    const { workflow, issues } = compiled({
      enrollmentCriteria: { type: 'LIST_BASED', listFilterBranch: all(known('gone')) },
    })
    expect(workflow.trigger.kind).toBe('unsupported')
    expect(issues[0]).toMatch(/^PROPERTY_DOESNT_EXIST enrollmentCriteria\.listFilterBranch/)
  })
})

describe('guards', () => {
  test('W-GOAL-1 W-SUP-1 W-UNE-7 of contact flows: goal, suppression lists, leaving other workflows', () => {
    const { workflow } = compiled({
      goalFilterBranch: all(known('nickname')),
      suppressionListIds: [4, 5],
      unEnrollmentSetting: { type: 'SELECTIVE', flowIds: ['12', 13] },
    })
    expect(workflow.goal?.matches(recordOf({ nickname: 'Al' }), now)).toBe(true)
    expect(workflow.suppression?.matches(recordOf({}, { lists: [5] }), now)).toBe(true)
    expect(workflow.suppression?.matches(recordOf({}, { lists: [6] }), now)).toBe(false)
    expect(workflow.unenrollFromOthers).toEqual([12, 13])
    expect([...workflow.watches.lists].sort()).toEqual([4, 5])
  })

  test('W-UNO-1 of other objects: the unenrollment filter; a goal is not theirs', () => {
    const { workflow } = compiled({
      type: 'PLATFORM_FLOW',
      objectTypeId: '0-2',
      suppressionFilterBranch: all(known('city')),
      goalFilterBranch: all(known('city')),
    })
    expect(workflow.suppression?.matches(recordOf({ city: 'Rome' }, { objectTypeId: '0-2' }), now)).toBe(true)
    expect(workflow.goal).toBeNull()
  })
})

test('W-SUP-2 nobody enters while it cannot be told who must not', () => {
  const { workflow, issues } = compiled({
    goalFilterBranch: all(known('gone')),
    enrollmentCriteria: { type: 'LIST_BASED', listFilterBranch: all(known('nickname')) },
  })
  expect(workflow.trigger.kind).toBe('unsupported')
  expect(issues).toHaveLength(1)
})

describe('steps', () => {
  const set = (actionId: string, property_name: string, members: Json = {}) => ({
    actionId,
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-5',
    fields: { property_name, value: { type: 'OBJECT_PROPERTY', propertyName: 'city' } },
    ...members,
  })

  test('engine.md 2 what the trigger and the steps read or write stands hot; columns stand elsewhere', () => {
    const { workflow } = compiled({
      startActionId: '1',
      actions: [set('1', 'nickname')],
      enrollmentCriteria: {
        type: 'LIST_BASED',
        listFilterBranch: all(known('nurture_count'), known('createdate')),
      },
    })
    expect([...workflow.hotProperties].sort()).toEqual(['city', 'nickname', 'nurture_count'])
    expect([...workflow.watches.properties].sort()).toEqual(['createdate', 'nurture_count'])
  })

  test('A-GEN-14 api.md 6.1 edges and what a failure does', () => {
    const connection = { edgeType: 'GOTO', nextActionId: '2' }
    const { steps } = compiled({
      startActionId: '1',
      actions: [set('1', 'nickname', { connection, millrace: { onFailure: 'stop' } }), set('2', 'nickname')],
    }).workflow
    expect([steps.get('1')?.stopOnFailure, steps.get('2')?.stopOnFailure]).toEqual([true, false])
    expect([...(steps.get('1')?.edges ?? [])]).toEqual([['next', '2']])
    expect([...(steps.get('2')?.edges ?? [])]).toEqual([['next', null]])
  })

  test('A-GEN-18 a step that names what has gone keeps its place, fails, and its good parts still work', async () => {
    const properties = [
      { property_name: 'gone', value: { staticValue: 'x' } },
      { property_name: 'nickname', value: { staticValue: 'Al' } },
    ]
    const { workflow, issues } = compiled({
      startActionId: '1',
      actions: [
        set('1', 'nickname', {
          fields: { properties },
          connection: { edgeType: 'STANDARD', nextActionId: '2' },
        }),
        { actionId: '2', type: 'SINGLE_CONNECTION', actionTypeId: '1-999', fields: {} },
      ],
    })
    expect(issues).toEqual([
      'PROPERTY_DOESNT_EXIST actions[0].fields.properties[0].property_name',
      'UNSUPPORTED_ACTION actions[1]',
    ])
    const record = memoryRecord()
    const run = (id: string) => workflow.steps.get(id)?.prepared.run([memoryMember(record)], new MemoryCrm())
    expect(await run('1')).toMatchObject([{ kind: 'failed', code: 'missing_property' }])
    expect(record.values.get('nickname')).toBe('Al')
    expect(await run('2')).toEqual([{ kind: 'failed', code: 'unsupported_action' }])
  })
})

test("W-SET-6 the zone is the workflow's, else the account's", () => {
  expect(compiled({}).workflow.timeZone).toBe('Europe/Berlin')
  expect(compiled({ millrace: { timeZone: 'America/Lima' } }).workflow.timeZone).toBe('America/Lima')
})

test('a type of record that there is not cannot be compiled', () => {
  const parsed = parseFlow({ type: 'PLATFORM_FLOW', objectTypeId: '2-99', flowType: 'WORKFLOW' })
  expect(parsed.ok && compileWorkflow(parsed.flow, meta, memoryCatalogue)).toMatchObject({
    ok: false,
    problems: [{ code: 'OBJECT_TYPE_NOT_FOUND' }],
  })
})

test('a workflow describes itself', () => {
  expect(describeWorkflow(compiled({}).workflow)).toBe('Enrolls by hand only. It does nothing yet.')
  const { workflow } = compiled({
    enrollmentCriteria: {
      type: 'LIST_BASED',
      shouldReEnroll: true,
      listFilterBranch: all(known('nickname')),
    },
  })
  expect(describeWorkflow(workflow)).toMatch(
    /^Enrolls when: .*nickname.* Records may enroll again\. It does nothing yet\.$/i,
  )
})

import { memoryCatalogue } from '@millrace/actions/testing'
import { describe, expect, test } from 'vitest'
import { compileWorkflow } from '../compile-workflow.js'
import { describeWorkflow } from '../describe.js'
import { parseFlow } from '../parse-flow.js'

type Json = Record<string, unknown>

const meta = { accountId: 1, workflowId: 7, revisionId: 3, isEnabled: true }

function compiled(members: Json) {
  const parsed = parseFlow({ type: 'CONTACT_FLOW', objectTypeId: '0-1', flowType: 'WORKFLOW', ...members })
  if (!parsed.ok) throw parsed.problems[0]
  const result = compileWorkflow(parsed.flow, meta, memoryCatalogue)
  if (!result.ok) throw result.problems[0]
  return { workflow: result.workflow, issues: result.issues.map(({ code, field }) => `${code} ${field}`) }
}

const timeOfDay = { hour: 9, minute: 30 }
const time = timeOfDay

function scheduled(enrollmentSchedule: Json, more: Json = {}) {
  const { workflow, issues } = compiled({ enrollmentSchedule, ...more })
  return workflow.trigger.kind === 'schedule' ? workflow.trigger.schedule : issues
}

const once = (schedule: Json) => {
  const { workflow, issues } = compiled({ millrace: { enrollmentSchedule: { timeOfDay, ...schedule } } })
  return workflow.trigger.kind === 'schedule' ? workflow.trigger.schedule : issues
}

const known = (property: string) => ({
  filterBranchType: 'AND',
  filterBranchOperator: 'AND',
  filterBranches: [],
  filters: [
    { filterType: 'PROPERTY', property, operation: { operationType: 'ALL_PROPERTY', operator: 'IS_KNOWN' } },
  ],
})

describe('W-SCH-4 api.md 4.4 every frequency', () => {
  test('W-SCH-6 to W-SCH-9, W-SCH-11', () => {
    expect(scheduled({ type: 'DAILY', timeOfDay })).toEqual({ kind: 'daily', time })
    expect(scheduled({ type: 'WEEKLY', daysOfWeek: ['MONDAY', 'SUNDAY'], timeOfDay })).toEqual({
      kind: 'weekly',
      weekdays: new Set([1, 7]),
      time,
    })
    expect(scheduled({ type: 'MONTHLY_SPECIFIC_DAYS', daysOfMonth: [1, '31'], timeOfDay })).toEqual({
      kind: 'monthly',
      days: new Set([1, 31]),
      time,
    })
    const relative = (monthlyRelativeDays: string) =>
      scheduled({ type: 'MONTHLY_RELATIVE_DAYS', monthlyRelativeDays, timeOfDay })
    expect(relative('FIRST_MONDAY_OF_MONTH')).toEqual({ kind: 'firstMonday', time })
    expect(relative('LAST_DAY_OF_MONTH')).toEqual({ kind: 'lastDay', time })
    expect(scheduled({ type: 'YEARLY', month: 'FEBRUARY', dayOfMonth: 29, timeOfDay })).toEqual({
      kind: 'yearly',
      month: 2,
      day: 29,
      time,
    })
  })

  test('W-SCH-5 once, among our additions', () => {
    expect(once({ type: 'ONCE', year: 2028, month: 'FEBRUARY', dayOfMonth: 29 })).toEqual({
      kind: 'once',
      year: 2028,
      month: 2,
      day: 29,
      time,
    })
    expect(once({ type: 'ONCE', year: 2027, month: 'FEBRUARY', dayOfMonth: 29 })).toEqual([
      'WORKFLOW_INVALID millrace.enrollmentSchedule.dayOfMonth',
    ])
    expect(once({ type: 'DAILY' })).toEqual(['WORKFLOW_INVALID millrace.enrollmentSchedule.type'])
  })

  test('W-SCH-13 W-SCH-14 by a date or a date-time of the record', () => {
    const date = { type: 'PROPERTY_BASED', dateProperty: 'birthday', timeOfDay }
    const schedule = { kind: 'date', property: 'birthday', daysDelta: 0, yearly: false, time }
    expect(scheduled(date)).toEqual(schedule)
    expect(scheduled({ ...date, daysDelta: -14, yearly: true })).toEqual({
      ...schedule,
      daysDelta: -14,
      yearly: true,
    })
    expect(scheduled({ ...date, dateProperty: 'last_seen' })).toMatchObject({ property: 'last_seen' })
  })
})

test.each<[Json, string]>([
  [{ type: 'HOURLY', timeOfDay }, 'type'],
  [{ type: 'toString', timeOfDay }, 'type'],
  [{ type: 'ONCE', year: 2030, month: 'MAY', dayOfMonth: 3, timeOfDay }, 'type'],
  [{ type: 'DAILY' }, 'timeOfDay'],
  [{ type: 'DAILY', timeOfDay: { hour: 24, minute: 0 } }, 'timeOfDay'],
  [{ type: 'WEEKLY', timeOfDay }, 'daysOfWeek'],
  [{ type: 'WEEKLY', daysOfWeek: ['MONDAY', 'SOMEDAY'], timeOfDay }, 'daysOfWeek'],
  [{ type: 'MONTHLY_SPECIFIC_DAYS', daysOfMonth: [], timeOfDay }, 'daysOfMonth'],
  [{ type: 'MONTHLY_SPECIFIC_DAYS', daysOfMonth: [1, 32], timeOfDay }, 'daysOfMonth'],
  [{ type: 'MONTHLY_RELATIVE_DAYS', timeOfDay }, 'monthlyRelativeDays'],
  [{ type: 'YEARLY', month: 'FEBRUARY', dayOfMonth: 30, timeOfDay }, 'dayOfMonth'],
  [{ type: 'YEARLY', month: 2, dayOfMonth: 3, timeOfDay }, 'month'],
  [{ type: 'PROPERTY_BASED', timeOfDay }, 'dateProperty'],
  [{ type: 'PROPERTY_BASED', dateProperty: 'nickname', timeOfDay }, 'dateProperty'],
  [{ type: 'PROPERTY_BASED', dateProperty: 'birthday', daysDelta: 1.5, timeOfDay }, 'daysDelta'],
  [{ type: 'PROPERTY_BASED', dateProperty: 'birthday', daysDelta: 99_999, timeOfDay }, 'daysDelta'],
  [{ type: 'PROPERTY_BASED', dateProperty: 'birthday', yearly: 'yes', timeOfDay }, 'yearly'],
])('nonsense is named with its place: %j', (schedule, member) => {
  expect(scheduled(schedule)).toEqual([`WORKFLOW_INVALID enrollmentSchedule.${member}`])
})

test('a date property that is not there, and a second schedule', () => {
  const gone = { type: 'PROPERTY_BASED', dateProperty: 'gone', timeOfDay }
  expect(scheduled(gone)).toEqual(['PROPERTY_DOESNT_EXIST enrollmentSchedule.dateProperty'])
  const two = {
    millrace: { enrollmentSchedule: { type: 'ONCE', year: 2030, month: 'MAY', dayOfMonth: 3, timeOfDay } },
  }
  expect(scheduled({ type: 'DAILY', timeOfDay }, two)).toEqual([
    'WORKFLOW_INVALID millrace.enrollmentSchedule',
  ])
})

test('W-TRG-9 W-TRG-10 it goes with filter criteria, not with events', () => {
  const daily = { type: 'DAILY', timeOfDay }
  const of = (type: string) => ({ enrollmentCriteria: { type, eventFilterBranches: [] } })
  expect(() => scheduled(daily, of('EVENT_BASED'))).toThrow('has no schedule')
  expect(scheduled(daily, of('DATASET'))).toEqual(['WORKFLOW_INVALID enrollmentCriteria.type'])
  const criteria = { type: 'LIST_BASED', listFilterBranch: known('nickname'), shouldReEnroll: true }
  const { workflow, issues } = compiled({ enrollmentSchedule: daily, enrollmentCriteria: criteria })
  expect(issues).toEqual([])
  expect(workflow.trigger).toMatchObject({ kind: 'schedule', reEnroll: true })
  expect(describeWorkflow(workflow)).toBe(
    'Enrolls every day at 09:30, whoever meets: nickname is known It does nothing yet.',
  )
})

test('a schedule watches nothing, and what it asks is kept where runs find it', () => {
  const { workflow } = compiled({
    enrollmentSchedule: { type: 'PROPERTY_BASED', dateProperty: 'birthday', timeOfDay },
    enrollmentCriteria: { type: 'LIST_BASED', listFilterBranch: known('nickname') },
  })
  expect([...workflow.watches.properties]).toEqual([])
  expect([...workflow.asks.properties].sort()).toEqual(['birthday', 'nickname'])
})

test.each<[Json, string]>([
  [
    { type: 'WEEKLY', daysOfWeek: ['FRIDAY', 'MONDAY'], timeOfDay },
    'every Monday and Friday at 09:30, everybody.',
  ],
  [
    { type: 'MONTHLY_SPECIFIC_DAYS', daysOfMonth: [15, 1, 31], timeOfDay },
    'every month on day 1, 15 and 31 at 09:30, everybody.',
  ],
  [{ type: 'YEARLY', month: 'MAY', dayOfMonth: 3, timeOfDay }, 'every year on 3 May at 09:30, everybody.'],
  [
    { type: 'PROPERTY_BASED', dateProperty: 'birthday', daysDelta: -1, yearly: true, timeOfDay },
    '1 day before birthday, every year, at 09:30, everybody.',
  ],
])('it is told in words: %j', (enrollmentSchedule, words) => {
  expect(describeWorkflow(compiled({ enrollmentSchedule }).workflow)).toBe(
    `Enrolls ${words} It does nothing yet.`,
  )
})

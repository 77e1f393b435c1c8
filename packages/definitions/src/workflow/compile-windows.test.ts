import { memoryCatalogue } from '@millrace/actions/testing'
import { dayNumber } from '@millrace/model'
import { describe, expect, test } from 'vitest'
import { compileWorkflow } from './compile-workflow.js'
import type { CompiledWorkflow } from './compiled-workflow.js'
import type { Flow } from './flow.js'
import { parseFlow } from './parse-flow.js'
import { publishingProblems } from './publishing-problems/index.js'
import { retimedActions } from './waits.js'

type Json = Readonly<Record<string, unknown>>

function flow(members: Json): Flow {
  const base = { type: 'CONTACT_FLOW', objectTypeId: '0-1', flowType: 'WORKFLOW', actions: [] }
  const parsed = parseFlow({ ...base, ...members })
  if (!parsed.ok) throw parsed.problems[0]
  return parsed.flow
}

function windowsOf(members: Json): CompiledWorkflow['windows'] {
  const meta = { accountId: 1, workflowId: 1, revisionId: 1, isEnabled: true }
  const result = compileWorkflow(flow(members), meta, memoryCatalogue)
  if (!result.ok) throw result.problems[0]
  return result.workflow.windows
}

const problems = (members: Json) =>
  publishingProblems(flow(members), memoryCatalogue).map(({ code, field }) => `${code} ${field}`)

const window = (day: unknown, start?: readonly number[], end?: readonly number[]) => ({
  day,
  ...(start && { startTime: { hour: start[0], minute: start[1] } }),
  ...(end && { endTime: { hour: end[0], minute: end[1] } }),
})
const hour = 3_600_000

describe('timeWindows', () => {
  test('W-SET-4 any number of rows; what a row leaves out is the whole day, or the rest of it', () => {
    const windows = windowsOf({
      millrace: { timeZone: 'Europe/Berlin' },
      timeWindows: [
        window('MONDAY', [9, 0], [17, 30]),
        window('MONDAY', [20, 0], [22, 0]),
        window('TUESDAY'),
        window('friday', [13, 15]),
        window('SATURDAY', undefined, [8, 0]),
        window('SUNDAY', [18, 0], [0, 0]),
      ],
    })
    expect(windows).toMatchObject({ zone: 'Europe/Berlin' })
    expect(windows?.week.map((spans) => spans.map(({ start, end }) => [start / hour, end / hour]))).toEqual([
      [
        [9, 17.5],
        [20, 22],
      ],
      [[0, 24]],
      [],
      [],
      [[13.25, 24]],
      [[0, 8]],
      [[18, 24]],
    ])
  })

  test('W-SET-3 none at all is any time', () => {
    expect(windowsOf({})).toBeNull()
  })

  test.each([
    [[window('SOMEDAY')], 'timeWindows[0].day'],
    [[{}], 'timeWindows[0].day'],
    [[window('MONDAY'), window('MONDAY', [17, 0], [9, 0])], 'timeWindows[1].endTime'],
    [[window('MONDAY', [9, 0], [9, 0])], 'timeWindows[0].endTime'],
    [[window('MONDAY', [24, 0])], 'timeWindows[0].startTime'],
    [[window('MONDAY', [9, 0], [17, 60])], 'timeWindows[0].endTime'],
    [[{ day: 'MONDAY', startTime: '9:00' }], 'timeWindows[0].startTime'],
  ])('W-PUB-22 %j blocks publishing at its place', (timeWindows, field) => {
    expect(problems({ timeWindows })).toEqual([`WORKFLOW_INVALID ${field}`])
  })
})

describe('blockedDates', () => {
  test('W-SET-13 W-SET-14 a date is of one year or of every year; months go by name or by number', () => {
    const windows = windowsOf({
      blockedDates: [
        { month: 'DECEMBER', dayOfMonth: 25 },
        { month: 2, dayOfMonth: 29 },
        { month: 'APRIL', dayOfMonth: 3, year: 2026 },
        { month: '11', dayOfMonth: '23', year: null },
      ],
    })
    expect(windows?.blocked).toEqual({
      yearly: new Set([1225, 229, 1123]),
      once: new Set([dayNumber(2026, 4, 3)]),
    })
    expect(windows?.week.every((spans) => spans.length === 1)).toBe(true)
  })

  test.each([
    [{ dayOfMonth: 1 }, '.month'],
    [{ month: 'SMARCH', dayOfMonth: 1 }, '.month'],
    [{ month: 13, dayOfMonth: 1 }, '.month'],
    [{ month: 'APRIL' }, '.dayOfMonth'],
    [{ month: 'APRIL', dayOfMonth: 31 }, '.dayOfMonth'],
    [{ month: 'APRIL', dayOfMonth: 0 }, '.dayOfMonth'],
    [{ month: 'FEBRUARY', dayOfMonth: 29, year: 2027 }, '.dayOfMonth'],
    [{ month: 'APRIL', dayOfMonth: 3, year: 'soon' }, '.year'],
  ])('W-PUB-22 %j blocks publishing at its place', (date, member) => {
    expect(problems({ blockedDates: [date] })).toEqual([`WORKFLOW_INVALID blockedDates[0]${member}`])
  })

  test('a year without any date left blocks publishing', () => {
    const blockedDates = Array.from({ length: 366 }, (_, index) => {
      const date = new Date(Date.UTC(2028, 0, 1 + index))
      return { month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() }
    })
    expect(problems({ blockedDates })).toEqual(['WORKFLOW_INVALID blockedDates'])
    expect(problems({ blockedDates: blockedDates.slice(1) })).toEqual([])
  })
})

test('engine.md 6 changed windows, dates and zones re-time the actions that they keep, delays only by the zone', () => {
  const edge = { edgeType: 'STANDARD', nextActionId: '2' }
  const delay = { actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-1', connection: edge }
  const actions = [
    { ...delay, fields: { delta: '5', time_unit: 'DAYS' } },
    { actionId: '2', type: 'SINGLE_CONNECTION', actionTypeId: '0-3', fields: { subject: 'Call' } },
  ]
  const now = flow({ startActionId: '1', actions, timeWindows: [window('MONDAY')] })
  expect(retimedActions(now, { ...now, name: 'Renamed' })).toEqual([])
  expect(retimedActions(now, { ...now, timeWindows: [] })).toEqual(['2'])
  expect(retimedActions(now, { ...now, blockedDates: [{ month: 1, dayOfMonth: 1 }] })).toEqual(['2'])
  expect(retimedActions(now, { ...now, millrace: { timeZone: 'Asia/Tokyo' } })).toEqual(['1', '2'])
})

test('W-SET-20 the moment to turn off is one of the zone unless it says otherwise', () => {
  const compiled = (turnOffAt: string) => {
    const meta = { accountId: 1, workflowId: 1, revisionId: 1, isEnabled: true }
    const result = compileWorkflow(
      flow({ millrace: { timeZone: 'Asia/Tokyo', turnOffAt } }),
      meta,
      memoryCatalogue,
    )
    return result.ok ? result.workflow.turnsOffAt : result.problems
  }
  expect(compiled('2026-12-31T18:00')).toBe(Date.UTC(2026, 11, 31, 9))
  expect(compiled('2026-12-31T18:00:00+01:00')).toBe(Date.UTC(2026, 11, 31, 17))
  expect(problems({ millrace: { turnOffAt: 'at Christmas' } })).toEqual([
    'WORKFLOW_INVALID millrace.turnOffAt',
  ])
  expect(problems({ millrace: { turnOffAt: null } })).toEqual([])
})

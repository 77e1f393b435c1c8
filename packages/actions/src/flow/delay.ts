// 0-1: waits for an amount of time, or until a weekday or a time of day (A-DLT, A-DLW).
import { memberText } from '@millrace/filters'
import {
  afterBusinessTime,
  type BusinessCalendar,
  calendarDayOf,
  isBusinessDay,
  localDayNumber,
  startOfDayAfter,
  type TimeOfDay,
  timeOnDay,
} from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { LiveRecord } from '../crm.js'
import type { Outcome } from '../outcome.js'
import { additionsOf, Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import {
  longestWait,
  readAmountOfTime,
  readUnitMs,
  shortestWait,
  waitRule,
} from '../values/amount-of-time.js'
import { readTimeOfDay, readWeekdays } from '../values/time-delay.js'
import { timeOfDayRule, timeOfDaySchema, zoneSchema } from '../values/wait-fields.js'
import { compileZone } from '../values/zone-of-wait.js'
import { steeringStep } from './edges.js'

export const delay: Action = {
  type: '0-1',
  kind: 'SINGLE_CONNECTION',
  title: 'Delay',
  help: 'Wait for an amount of time, or until the next chosen weekday or time of day.',
  category: 'flow',
  schema: z.looseObject({
    fields: z
      .looseObject({
        delta: z.union([z.string(), z.number()]).optional(),
        time_unit: z.string().optional(),
        days_of_week: z.array(z.string()).nullish(),
        time_of_day: timeOfDaySchema,
        time_zone_strategy: zoneSchema,
      })
      .optional(),
    millrace: z
      .looseObject({
        timeZoneProperty: z.string().nullish(),
        businessDays: z.boolean().nullish().describe('Only business days of the account count'),
      })
      .nullish(),
  }),
  outputs: [],
  repeatSafe: true,
  ...steeringStep,
  shortestWait: (node) => Math.max(0, amountOf(node) ?? 0),
  prepare,
}

const over: Outcome = { kind: 'succeeded', code: 'delay_over' }

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const zone = compileZone(node, context, findings)
  const calendar = businessDaysOf(node, context)
  const due = compileDue(node, calendar, findings)
  if (due === null || zone === null) return findings.result(null)
  return findings.result({
    reads: propertyReads(zone.property === null ? [] : [zone.property]),
    writes: new Set(),
    dueFrom: (since, record) => due(since, zone.of(record)),
    followsCalendar: calendar !== null,
    run: (members, crm) => {
      const outcomeOf = ({ record }: { readonly record: LiveRecord }): Outcome => {
        const until = due(crm.now, zone.of(record))
        return until > crm.now ? { kind: 'waiting', until } : over
      }
      if (zone.property !== null) return members.map(outcomeOf)
      // The wave has one moment, so everybody in it leaves at the same one.
      const [first] = members
      const outcome = first ? outcomeOf(first) : over
      return members.map(() => outcome)
    },
  })
}

function amountOf(node: ActionNode): number | undefined {
  const fields = fieldsOf(node)
  return readAmountOfTime(fields.delta, fields.time_unit)
}

/** The calendar whose days count; null: all days do. */
function businessDaysOf(node: ActionNode, { catalogue }: PrepareContext): BusinessCalendar | null {
  return additionsOf(node).businessDays === true ? catalogue.settings.businessCalendar : null
}

/** When whoever reaches the delay at `since` may go on, or null where it cannot be said. */
function compileDue(
  node: ActionNode,
  calendar: BusinessCalendar | null,
  findings: Findings,
): ((since: number, zone: string) => number) | null {
  const fields = fieldsOf(node)
  const days = readWeekdays(fields.days_of_week)
  const time = readTimeOfDay(fields.time_of_day)
  if (days === undefined)
    findings.issue('WORKFLOW_INVALID', 'fields.days_of_week', 'Days are MONDAY to SUNDAY.')
  if (time === undefined) findings.issue('WORKFLOW_INVALID', 'fields.time_of_day', timeOfDayRule)
  const amount = compileAmount(node, (days ?? null) === null && (time ?? null) === null, findings)
  if (days === undefined || time === undefined || amount === null) return null
  if (calendar !== null) {
    if (!countsBusinessDays(node, findings)) return null
    const isOpen = (day: number) => isBusinessDay(calendar, day)
    return (since, zone) => nextOpening(afterBusinessTime(calendar, zone, since, amount), isOpen, time, zone)
  }
  if (days === null && time === null) return (since) => since + amount
  const isOpen = (day: number) => days === null || days.has(calendarDayOf(day).weekday)
  return (since, zone) => nextOpening(since + amount, isOpen, time, zone)
}

/** Business days say themselves which weekdays there are, and nobody agrees on how many of them make a week. */
function countsBusinessDays(node: ActionNode, findings: Findings): boolean {
  const { days_of_week: days, time_unit: unit } = fieldsOf(node)
  const chosen = Array.isArray(days) && days.length > 0
  if (chosen)
    findings.issue('WORKFLOW_INVALID', 'fields.days_of_week', 'Choose weekdays or business days, not both.')
  const weeks = memberText(unit).toUpperCase() === 'WEEKS'
  if (weeks)
    findings.issue(
      'WORKFLOW_INVALID',
      'fields.time_unit',
      'Business days are counted in days, hours or minutes.',
    )
  return !chosen && !weeks
}

/** The amount in ms, checked; `alone` when there is neither weekday nor time of day beside it. */
function compileAmount(node: ActionNode, alone: boolean, findings: Findings): number | null {
  const fields = fieldsOf(node)
  if (fields.delta === undefined || fields.delta === null || fields.delta === '') {
    if (!alone) return 0
    findings.missing('fields.delta', 'The amount of time')
    return null
  }
  if (readUnitMs(fields.time_unit) === undefined) {
    findings.issue('WORKFLOW_INVALID', 'fields.time_unit', 'The unit is MINUTES, HOURS, DAYS or WEEKS.')
    return null
  }
  const amount = amountOf(node)
  if (amount === undefined) {
    findings.issue('WORKFLOW_INVALID', 'fields.delta', 'The amount is a whole number.')
    return null
  }
  if (amount < (alone ? shortestWait : 0) || amount > longestWait) {
    findings.issue('LIMIT_EXCEEDED', 'fields.delta', waitRule)
    return null
  }
  return amount
}

/**
 * The next chosen day, at the chosen time. Arriving on a chosen day before the time leaves that day, at or after it
 * the next (A-DLW-4); without a time a chosen day lets go at once (A-DLW-5).
 */
function nextOpening(
  at: number,
  isOpen: (day: number) => boolean,
  time: TimeOfDay | null,
  zone: string,
): number {
  const today = localDayNumber(zone, at)
  for (let ahead = 0; ; ahead++) {
    if (!isOpen(today + ahead)) continue
    if (time === null) return ahead === 0 ? at : startOfDayAfter(zone, at, ahead)
    const opening = timeOnDay(today + ahead, time, zone)
    if (opening > at) return opening
  }
}

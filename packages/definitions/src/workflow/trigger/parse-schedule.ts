// The document's schedule (api.md 4.4) as a value, or what is wrong with it.
import { readAmount, readTimeOfDay, readWeekdays } from '@millrace/actions'
import { memberText } from '@millrace/filters'
import { calendarDayOf, dayNumber, monthNumber, type Schedule, type TimeOfDay } from '@millrace/model'
import type { Checking } from '../checking.js'
import type { FlowSchedule } from './schedule-of.js'

/** Ten years either way: beyond any use. */
const mostDays = 3650

type Json = Readonly<Record<string, unknown>>
type Refuse = (member: string, message: string) => undefined
type Days = Schedule extends infer One ? (One extends Schedule ? Omit<One, 'time'> : never) : never
type Read = (json: Json, refuse: Refuse) => Days | undefined

const types: Readonly<Record<string, Read>> = {
  DAILY: () => ({ kind: 'daily' }),
  WEEKLY: readWeekly,
  MONTHLY_SPECIFIC_DAYS: readMonthly,
  MONTHLY_RELATIVE_DAYS: readRelative,
  YEARLY: readYearly,
  PROPERTY_BASED: readDate,
}

/** What only we have, under `millrace`. */
const ourTypes: Readonly<Record<string, Read>> = { ONCE: readOnce }

export function parseSchedule({ json, field }: FlowSchedule, checking: Checking): Schedule | undefined {
  const refuse: Refuse = (member, message) => {
    checking.issue('WORKFLOW_INVALID', `${field}.${member}`, message)
    return undefined
  }
  const known = field === 'enrollmentSchedule' ? types : ourTypes
  const type = memberText(json.type)
  const read = Object.hasOwn(known, type) ? known[type] : undefined
  if (!read) return refuse('type', `A schedule here is one of ${Object.keys(known).join(', ')}.`)
  const time = readTime(json, refuse)
  const days = read(json, refuse)
  return time && days && ({ ...days, time } as Schedule)
}

function readTime(json: Json, refuse: Refuse): TimeOfDay | undefined {
  const time = readTimeOfDay(json.timeOfDay)
  if (time) return time
  return refuse('timeOfDay', 'A schedule needs a time of day: an hour of 0 to 23 and a minute of 0 to 59.')
}

function readWeekly({ daysOfWeek }: Json, refuse: Refuse): Days | undefined {
  const weekdays = readWeekdays(daysOfWeek)
  if (weekdays) return { kind: 'weekly', weekdays }
  return refuse('daysOfWeek', 'A weekly schedule needs one or more days, MONDAY to SUNDAY.')
}

function readMonthly({ daysOfMonth }: Json, refuse: Refuse): Days | undefined {
  const days = Array.isArray(daysOfMonth) ? daysOfMonth.map(readAmount) : []
  const known = days.filter((day): day is number => day !== undefined && day >= 1 && day <= 31)
  if (known.length > 0 && known.length === days.length) return { kind: 'monthly', days: new Set(known) }
  return refuse('daysOfMonth', 'A monthly schedule needs one or more days of the month, 1 to 31.')
}

function readRelative({ monthlyRelativeDays }: Json, refuse: Refuse): Days | undefined {
  const which = memberText(monthlyRelativeDays)
  if (which === 'FIRST_MONDAY_OF_MONTH') return { kind: 'firstMonday' }
  if (which === 'LAST_DAY_OF_MONTH') return { kind: 'lastDay' }
  return refuse('monthlyRelativeDays', 'It is FIRST_MONDAY_OF_MONTH or LAST_DAY_OF_MONTH.')
}

function readYearly(json: Json, refuse: Refuse): Days | undefined {
  const month = monthNumber(memberText(json.month))
  if (month === 0) return refuse('month', 'A month is one of JANUARY to DECEMBER.')
  // In a leap year, so that 29 February is a day.
  const day = dayIn(2024, month, json.dayOfMonth)
  return day === undefined ? refuse('dayOfMonth', noSuchDay) : { kind: 'yearly', month, day }
}

function readOnce(json: Json, refuse: Refuse): Days | undefined {
  const year = readAmount(json.year)
  if (year === undefined || year < 1970 || year > 9999) return refuse('year', 'A year has four digits.')
  const month = monthNumber(memberText(json.month))
  if (month === 0) return refuse('month', 'A month is one of JANUARY to DECEMBER.')
  const day = dayIn(year, month, json.dayOfMonth)
  return day === undefined ? refuse('dayOfMonth', noSuchDay) : { kind: 'once', year, month, day }
}

const noSuchDay = 'The month has no such day.'

function readDate(json: Json, refuse: Refuse): Days | undefined {
  const property = memberText(json.dateProperty)
  if (property === '') return refuse('dateProperty', 'The date property is not named.')
  const daysDelta = readAmount(json.daysDelta ?? 0)
  if (daysDelta === undefined || Math.abs(daysDelta) > mostDays)
    return refuse('daysDelta', `It is a whole number of days, ${mostDays} at most either way.`)
  const yearly = json.yearly ?? false
  if (typeof yearly !== 'boolean') return refuse('yearly', 'It is true or false.')
  return { kind: 'date', property, daysDelta, yearly }
}

function dayIn(year: number, month: number, json: unknown): number | undefined {
  const day = readAmount(json)
  if (day === undefined || day < 1) return undefined
  return calendarDayOf(dayNumber(year, month, day)).month === month ? day : undefined
}

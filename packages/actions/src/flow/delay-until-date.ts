// 0-35: waits until a calendar date, or a moment before, on or after a date that the record has (A-DLC, A-DLP).
import {
  addDuration,
  calendarDayOf,
  type DurationUnit,
  localDayNumber,
  startOfDate,
  type TimeOfDay,
  timeOnDay,
} from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Crm, LiveRecord, Member } from '../crm.js'
import type { Outcome, Outputs } from '../outcome.js'
import { additionsOf, Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { compileDate, type Moment } from '../values/date-source.js'
import { isTooLong, readAmount, readTimeOfDay, readUnit } from '../values/time-delay.js'
import { valueSchema } from '../values/value-schema.js'
import { timeOfDayRule, timeOfDaySchema, zoneSchema } from '../values/wait-fields.js'
import { compileZone } from '../values/zone-of-wait.js'
import { steeringStep } from './edges.js'

export const delayUntilDate: Action = {
  type: '0-35',
  kind: 'SINGLE_CONNECTION',
  title: 'Delay until a date',
  help: 'Wait until a calendar date, or until some time before, on or after a date of the record.',
  category: 'flow',
  schema: z.looseObject({
    fields: z
      .looseObject({
        date: valueSchema.optional(),
        delta: z.union([z.string(), z.number()]).nullish(),
        time_unit: z.string().nullish(),
        time_of_day: timeOfDaySchema,
        time_zone_strategy: zoneSchema,
      })
      .optional(),
    millrace: z
      .looseObject({
        timeZoneProperty: z.string().nullish(),
        whenPassed: z.enum(['continue', 'end']).optional(),
      })
      .nullish(),
  }),
  outputs: [{ name: 'hs_delay_outcome', type: 'string', label: 'REACHED, ALREADY_PAST or EMPTY' }],
  repeatSafe: true,
  ...steeringStep,
  prepare,
}

/** A-DLP-8. */
const outputs = {
  reached: { hs_delay_outcome: 'REACHED' },
  past: { hs_delay_outcome: 'ALREADY_PAST' },
  empty: { hs_delay_outcome: 'EMPTY' },
} as const satisfies Record<string, Outputs>

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const date = compileDate(fieldsOf(node).date, { ...context, clearWhenEmpty: false, findings })
  const zone = compileZone(node, context, findings)
  const offset = readOffset(node, findings)
  if (date === null || zone === null || offset === null) return findings.result(null)
  const due = (member: Member, crm: Crm) => {
    const at = date.read(member, crm)
    return at === null ? null : momentOf(at, offset, zone.of(member.record))
  }
  const own = date.ofRecord
  return findings.result({
    reads: propertyReads([...date.reads, ...(zone.property === null ? [] : [zone.property])]),
    writes: new Set(),
    run: (members, crm) => members.map((member) => arrive(node, due(member, crm), crm.now)),
    // A-DLP-7. What else may name a date does not change while somebody waits.
    follows: new Set(own ? date.reads : []),
    ...(own && {
      dueFrom: (_since: number, record: LiveRecord) => {
        const at = own(record)
        return at === null ? null : momentOf(at, offset, zone.of(record))
      },
    }),
    afterWait: (at) => (at === null ? outputs.empty : outputs.reached),
  })
}

/** A-DLC-2, A-DLC-3, A-DLP-5, A-DLP-6. */
function arrive(node: ActionNode, due: number | null, now: number): Outcome {
  if (due === null) return { kind: 'succeeded', code: 'delay_empty', outputs: outputs.empty }
  if (due > now) return { kind: 'waiting', until: due }
  if (additionsOf(node).whenPassed === 'end') return { kind: 'ended', code: 'date_passed' }
  return { kind: 'succeeded', code: 'date_passed', outputs: outputs.past }
}

interface Offset {
  readonly amount: number
  readonly unit: DurationUnit
  readonly time: TimeOfDay | null
}

function readOffset(node: ActionNode, findings: Findings): Offset | null {
  const fields = fieldsOf(node)
  const time = readTimeOfDay(fields.time_of_day)
  const written = fields.delta ?? ''
  const amount = written === '' ? 0 : readAmount(written)
  const unit = readUnit(fields.time_unit ?? 'DAYS')
  if (time === undefined) findings.issue('WORKFLOW_INVALID', 'fields.time_of_day', timeOfDayRule)
  if (amount === undefined)
    findings.issue('WORKFLOW_INVALID', 'fields.delta', 'The offset is a whole number, negative for before.')
  if (unit === undefined)
    findings.issue('WORKFLOW_INVALID', 'fields.time_unit', 'The unit is MINUTES, HOURS, DAYS, WEEKS …')
  if (time === undefined || amount === undefined || unit === undefined) return null
  if (isTooLong(amount, unit)) {
    findings.issue('LIMIT_EXCEEDED', 'fields.delta', 'The offset is at most ten years.')
    return null
  }
  return { amount, unit, time }
}

/**
 * Days and longer are counted on the calendar before the time of day is set, hours and shorter after it: an hour before
 * ten o'clock is nine. A day without a time of day begins at its first moment.
 */
function momentOf(date: Moment, { amount, unit, time }: Offset, zone: string): number {
  if (exactUnits.has(unit)) return addDuration(startOf(date, time, zone), { [unit]: amount }, zone)
  if (time === null && 'at' in date) return addDuration(date.at, { [unit]: amount }, zone)
  const moved = addDuration(dayOf(date, zone) * dayMs, { [unit]: amount }, 'UTC')
  return startOf({ day: Math.floor(moved / dayMs) }, time, zone)
}

const dayMs = 86_400_000
const exactUnits: ReadonlySet<DurationUnit> = new Set(['hours', 'minutes', 'seconds', 'milliseconds'])

function startOf(date: Moment, time: TimeOfDay | null, zone: string): number {
  if (time !== null) return timeOnDay(dayOf(date, zone), time, zone)
  if ('at' in date) return date.at
  const { year, month, day } = calendarDayOf(date.day)
  return startOfDate(zone, year, month, day)
}

function dayOf(date: Moment, zone: string): number {
  return 'day' in date ? date.day : localDayNumber(zone, date.at)
}

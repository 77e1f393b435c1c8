// When the actions of a workflow may run, on the wall clock of its zone (W-SET-3 to 16; docs/decisions/0027).
import {
  calendarDayOf,
  clockStretch,
  instantOnDay,
  localDayNumber,
  localTimeOf,
  startOfDayAfter,
} from './zone.js'

/** Part of a local day on its wall clock, ms since midnight; `end` is not part of it. */
export interface DaySpan {
  readonly start: number
  readonly end: number
}

/** Dates on which nothing runs. */
export interface BlockedDates {
  /** Every year: `month * 100 + day`. */
  readonly yearly: ReadonlySet<number>
  /** Once: numbers of days since 1970-01-01. */
  readonly once: ReadonlySet<number>
}

export interface ExecutionWindows {
  readonly zone: string
  /** By weekday, Monday first: when it is open, in order and apart from each other. */
  readonly week: readonly (readonly DaySpan[])[]
  readonly blocked: BlockedDates
}

/** When somebody who may not go on now may: as it begins, or within the 15 minutes after (W-SET-8). Epoch ms. */
export interface Opening {
  readonly from: number
  /** Not part of it. The same moment as `from`: everybody keeps a clock time of their own (W-SET-15). */
  readonly to: number
  readonly because: 'outside_window' | 'blocked_date'
}

/** W-SET-8, ms. */
const spread = 15 * 60_000
/** Of a window that is hardly longer than that: whoever comes at its very end would miss it when a worker is a little late. */
const mostOfIt = 0.9
const dayMs = 86_400_000
const wholeDay: readonly DaySpan[] = [{ start: 0, end: dayMs }]

/** The windows of a week; null when there is no day on which anything could ever run. */
export function executionWindows(
  zone: string,
  windows: readonly (DaySpan & { readonly weekday: number })[],
  blocked: BlockedDates,
): ExecutionWindows | null {
  const week = Array.from({ length: 7 }, (_, index) =>
    windows.length === 0 ? wholeDay : joined(windows.filter(({ weekday }) => weekday === index + 1)),
  )
  // A date falls on every weekday in time, 29 February too: one that is left is enough.
  return allDates().every((date) => blocked.yearly.has(date)) ? null : { zone, week, blocked }
}

function joined(spans: readonly DaySpan[]): readonly DaySpan[] {
  const result: DaySpan[] = []
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = result.at(-1)
    if (last && start <= last.end) result[result.length - 1] = { ...last, end: Math.max(last.end, end) }
    else result.push({ start, end })
  }
  return result
}

/** Of a leap year. */
function allDates(): number[] {
  const first = Date.UTC(2000, 0, 1) / dayMs
  return Array.from({ length: 366 }, (_, index) => dateOf(first + index))
}

function dateOf(day: number): number {
  const { month, day: ofMonth } = calendarDayOf(day)
  return month * 100 + ofMonth
}

/** null: whoever stands there at `at` may go on (W-SET-3); else when they may (W-SET-7, W-SET-15, W-SET-16). */
export function nextOpening(windows: ExecutionWindows, at: number): Opening | null {
  const { zone } = windows
  const day = localDayNumber(zone, at)
  const time = localTimeOf(zone, at)
  const inHours = isWithin(spansOf(windows, day), time)
  if (!isBlocked(windows, day))
    return inHours ? null : { ...firstOpening(windows, at), because: 'outside_window' }
  if (!inHours) return { ...firstOpening(windows, at), because: 'blocked_date' }
  const next = firstOpening(windows, Math.max(at, startOfDayAfter(zone, at, 1)))
  const same = instantOnDay(zone, localDayNumber(zone, next.from), time)
  const keepsTime = same >= next.from && isOpenAt(windows, same)
  return { ...(keepsTime ? { from: same, to: same } : next), because: 'blocked_date' }
}

/** The moment of an opening that somebody has; `lot`: 0 ≤ x < 1, the same whenever it is asked for. */
export function momentIn({ from, to }: Opening, lot: number): number {
  return from + Math.floor(lot * Math.min(spread, mostOfIt * (to - from)))
}

function isOpenAt(windows: ExecutionWindows, at: number): boolean {
  const day = localDayNumber(windows.zone, at)
  return !isBlocked(windows, day) && isWithin(spansOf(windows, day), localTimeOf(windows.zone, at))
}

function spansOf({ week }: ExecutionWindows, day: number): readonly DaySpan[] {
  // Monday first; 1970-01-01 was a Thursday. A wave asks this for each of those it held.
  return week[((day % 7) + 10) % 7] ?? []
}

function isWithin(spans: readonly DaySpan[], time: number): boolean {
  return spans.some(({ start, end }) => start <= time && time < end)
}

function isBlocked({ blocked }: ExecutionWindows, day: number): boolean {
  return blocked.once.has(day) || (blocked.yearly.size > 0 && blocked.yearly.has(dateOf(day)))
}

interface Stretch {
  readonly from: number
  readonly to: number
}

/**
 * The first stretch from `at` on in which the wall clock is inside the windows of a day that is not blocked. It goes over
 * stretches of time in which the clock keeps its offset: a change may take it out of a window, or back into one.
 */
function firstOpening(windows: ExecutionWindows, at: number): Stretch {
  for (let from = at; ; ) {
    const { offset, until } = clockStretch(windows.zone, from)
    const today = Math.floor((from + offset) / dayMs)
    const day = nextOpenDay(windows, today)
    for (const { start, end } of spansOf(windows, day)) {
      const opens = Math.max(day * dayMs + start - offset, from)
      const closes = Math.min(day * dayMs + end - offset, until)
      if (opens < closes) return { from: opens, to: closes }
    }
    from = day === today ? Math.min((today + 1) * dayMs - offset, until) : aheadOf(day, from, until)
  }
}

/**
 * Where to look on when nothing opens before `until`, and a day to come is the next that may. No offset is as long as a day;
 * but over a short stretch a change may put the clock back into the day before, which is looked at then.
 */
function aheadOf(day: number, from: number, until: number): number {
  return until - from < dayMs ? until : Math.max(until, (day - 1) * dayMs)
}

/** From `day` on, by the calendar alone. */
function nextOpenDay(windows: ExecutionWindows, day: number): number {
  let open = day
  while (isBlocked(windows, open) || spansOf(windows, open).length === 0) open++
  return open
}

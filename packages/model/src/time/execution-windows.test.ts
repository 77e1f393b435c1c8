import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type BlockedDates,
  type ExecutionWindows,
  executionWindows,
  momentIn,
  nextOpening,
} from './execution-windows.js'
import { clockAt, dayAt, dayNumber, localDayNumber } from './zone.js'

const minute = 60_000
const hour = 60 * minute
const nothing: BlockedDates = { yearly: new Set(), once: new Set() }
const utc = (year: number, month: number, date: number, hours = 0, minutes = 0) =>
  Date.UTC(year, month - 1, date, hours, minutes)
const on = (weekdays: readonly number[], start: number, end: number) =>
  weekdays.map((weekday) => ({ weekday, start: start * hour, end: end * hour }))

function windowsOf(
  windows: Parameters<typeof executionWindows>[1],
  blocked: Partial<BlockedDates> = {},
  zone = 'UTC',
): ExecutionWindows {
  const found = executionWindows(zone, windows, { ...nothing, ...blocked })
  if (!found) throw new Error('nothing could ever run')
  return found
}

/** Monday to Thursday, nine to five. 2026-11-23 is a Monday. */
const office = on([1, 2, 3, 4], 9, 17)

describe('windows of the week', () => {
  test('W-SET-3 W-SET-7 inside, an action runs at once; outside, when the next window opens', () => {
    const windows = windowsOf(office)
    expect(nextOpening(windows, utc(2026, 11, 23, 9))).toBeNull()
    expect(nextOpening(windows, utc(2026, 11, 23, 17) - 1)).toBeNull()
    const tuesday = { from: utc(2026, 11, 24, 9), to: utc(2026, 11, 24, 17), because: 'outside_window' }
    expect(nextOpening(windows, utc(2026, 11, 23, 17))).toEqual(tuesday)
    expect(nextOpening(windows, utc(2026, 11, 24, 9) - 1)).toEqual(tuesday)
  })

  test('W-SET-8 W-SET-10 what ends on Saturday goes on on Monday between 09:00 and 09:15', () => {
    const opening = nextOpening(windowsOf(office), utc(2026, 11, 28, 12))
    expect(opening).toMatchObject({ from: utc(2026, 11, 30, 9) })
    if (!opening) return
    expect(momentIn(opening, 0)).toBe(utc(2026, 11, 30, 9))
    expect(momentIn(opening, 0.5)).toBe(utc(2026, 11, 30, 9, 7) + 30_000)
    expect(momentIn(opening, 0.999_999)).toBeLessThan(utc(2026, 11, 30, 9, 15))
  })

  test('W-SET-8 nobody is moved past the end of a window that is shorter than that, or close to it', () => {
    const opening = nextOpening(windowsOf([{ weekday: 1, start: 9 * hour, end: 9 * hour + minute }]), 0)
    if (!opening) throw new Error('it was open')
    expect(momentIn(opening, 0.999_999) - opening.from).toBeLessThan(0.9 * minute)
  })

  test('windows that touch or overlap are one, also those that UTC midnight falls into', () => {
    const windows = windowsOf([...on([1], 9, 12), ...on([1], 11, 12.5), ...on([1], 12.5, 13)])
    expect(nextOpening(windows, utc(2026, 11, 23))).toMatchObject({ to: utc(2026, 11, 23, 13) })
    const evening = windowsOf([{ weekday: 1, start: 18.9 * hour, end: 22 * hour }], {}, 'America/New_York')
    const opening = nextOpening(evening, utc(2026, 11, 23, 12))
    expect(opening).toMatchObject({ from: utc(2026, 11, 23, 23, 54), to: utc(2026, 11, 24, 3) })
  })

  test('W-SET-6 the clock is that of the zone, whichever way it was just put', () => {
    const windows = windowsOf(on([7], 2.5, 3), {}, 'Europe/Berlin')
    // 2026-03-29 has no 02:30: the next Sunday opens.
    expect(nextOpening(windows, utc(2026, 3, 28))).toMatchObject({ from: utc(2026, 4, 5, 0, 30) })
    // 2026-10-25 has it twice.
    expect(nextOpening(windows, utc(2026, 10, 24))).toMatchObject({ from: utc(2026, 10, 25, 0, 30) })
    expect(nextOpening(windows, utc(2026, 10, 25, 1))).toMatchObject({ from: utc(2026, 10, 25, 1, 30) })
    // St. John's, a minute after midnight of a Sunday: it was Saturday 23:01 once more.
    const saturdays = windowsOf(on([6], 0, 24), {}, 'America/St_Johns')
    const again = utc(2010, 11, 7, 2, 31)
    expect(nextOpening(saturdays, again - minute)).toMatchObject({ from: again, to: again + 59 * minute })
  })
})

describe('blocked dates', () => {
  const christmas = { yearly: new Set([1224, 1225, 1226]) }

  test('W-SET-13 W-SET-15 inside the hours it is the same clock time of the next allowed day', () => {
    // 2026-12-24 is a Thursday; the next day of these windows is Monday 28.
    const windows = windowsOf(office, christmas)
    const moment = utc(2026, 12, 28, 10, 20) + 7
    expect(nextOpening(windows, utc(2026, 12, 24, 10, 20) + 7)).toEqual({
      from: moment,
      to: moment,
      because: 'blocked_date',
    })
    expect(nextOpening(windowsOf([], christmas), utc(2026, 12, 24, 23, 59))).toMatchObject({
      from: utc(2026, 12, 27, 23, 59),
    })
  })

  test('W-SET-16 outside the hours it is the opening of the next allowed day', () => {
    const windows = windowsOf(office, christmas)
    const monday = { from: utc(2026, 12, 28, 9), to: utc(2026, 12, 28, 17), because: 'blocked_date' }
    expect(nextOpening(windows, utc(2026, 12, 24, 20))).toEqual(monday)
    expect(nextOpening(windows, utc(2026, 12, 24, 8))).toEqual(monday)
    // Who comes on the evening before is kept by the window, whatever lies between.
    expect(nextOpening(windows, utc(2026, 12, 23, 20))).toEqual({ ...monday, because: 'outside_window' })
  })

  test('W-SET-15 where that day has other hours, and not this one, it is its opening', () => {
    const windows = windowsOf([...on([1], 9, 17), ...on([2], 12, 15)], {
      once: new Set([dayNumber(2026, 11, 23)]),
    })
    const tuesday = { from: utc(2026, 11, 24, 12), to: utc(2026, 11, 24, 15) }
    expect(nextOpening(windows, utc(2026, 11, 23, 10))).toMatchObject(tuesday)
    expect(nextOpening(windows, utc(2026, 11, 23, 16))).toMatchObject(tuesday)
    const kept = utc(2026, 11, 24, 14)
    expect(nextOpening(windows, utc(2026, 11, 23, 14))).toMatchObject({ from: kept, to: kept })
  })

  test('W-SET-14 with a year it is that day only; 29 February every year is one in four', () => {
    const once = windowsOf([], { once: new Set([dayNumber(2026, 12, 25)]) })
    expect(nextOpening(once, utc(2026, 12, 25, 8))).toMatchObject({ from: utc(2026, 12, 26, 8) })
    expect(nextOpening(once, utc(2027, 12, 25, 8))).toBeNull()
    const leap = windowsOf([], { yearly: new Set([229]) })
    expect(nextOpening(leap, utc(2027, 3, 1))).toBeNull()
    expect(nextOpening(leap, utc(2028, 2, 29, 8))).toMatchObject({ from: utc(2028, 3, 1, 8) })
  })

  test('what leaves no date at all is no setting; what leaves one opens on it, however far it is', () => {
    const all = Array.from({ length: 366 }, (_, index) => {
      const { month, day } = dayAt('UTC', utc(2028, 1, 1) + index * 24 * hour)
      return month * 100 + day
    })
    expect(executionWindows('UTC', [], { yearly: new Set(all), once: new Set() })).toBeNull()
    const leap = windowsOf(
      on([1], 9, 10),
      { yearly: new Set(all.filter((date) => date !== 229)) },
      'Europe/Berlin',
    )
    // The first 29 February after 2026 that is a Monday.
    expect(nextOpening(leap, utc(2026, 1, 1))).toMatchObject({ from: utc(2044, 2, 29, 8) })
  })
})

const zones = [
  'UTC',
  'Europe/Berlin',
  'Africa/Cairo',
  'Africa/Casablanca',
  'America/Havana',
  'America/Sao_Paulo',
  'America/St_Johns',
  'Antarctica/Troll',
  'Australia/Lord_Howe',
  'Pacific/Apia',
] as const
/** Where clocks were changed at midnight, past midnight, by half an hour, by two, or by a whole day. */
const changes = [
  utc(2010, 11, 7, 2, 31), // St. John's: 00:01 became 23:01 of the day before
  utc(2011, 12, 30, 10), // Apia: a day left out
  utc(2016, 10, 16, 3), // São Paulo: no midnight
  utc(2017, 2, 19, 2), // São Paulo: 23:00 twice
  utc(2026, 3, 29, 1),
  utc(2026, 4, 4, 15), // Lord Howe: half an hour
  utc(2026, 4, 23, 22), // Cairo: no midnight
  utc(2026, 10, 25, 1), // Troll: two hours
  utc(2026, 11, 1, 5), // Havana: 00:00 twice
]
const moments = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -40 * 60, max: 30 * 60 }))
  .map(([change, minutes]) => change + minutes * minute)
const spans = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 1435 }), fc.integer({ min: 1, max: 300 }))
  .map(([weekday, start, length]) => ({
    weekday,
    start: start * minute,
    end: Math.min(start + length, 1440) * minute,
  }))
const settings = fc.record({
  zone: fc.constantFrom(...zones),
  windows: fc.oneof(fc.constant([]), fc.array(spans, { minLength: 4, maxLength: 12 })),
  blocked: fc.uniqueArray(fc.integer({ min: -3, max: 6 }), { maxLength: 6 }),
})

interface Settings {
  readonly zone: string
  readonly windows: readonly { readonly weekday: number; readonly start: number; readonly end: number }[]
  readonly once: ReadonlySet<number>
}

/** Asked of the wall clock, minute by minute, without any reckoning. */
function inHours({ zone, windows }: Settings, at: number): boolean {
  const clock = clockAt(zone, at)
  const time = (clock.hour * 60 + clock.minute) * minute
  const { weekday } = dayAt(zone, at)
  return windows.length === 0 || windows.some((w) => w.weekday === weekday && w.start <= time && time < w.end)
}

function isOpen(known: Settings, at: number): boolean {
  return inHours(known, at) && !known.once.has(localDayNumber(known.zone, at))
}

test('W-SET-7 W-SET-13 W-SET-15 W-SET-16 a slow walk over the minutes finds the same', () => {
  fc.assert(
    fc.property(
      settings,
      moments,
      fc.integer({ min: 0, max: 59_999 }),
      ({ zone, windows, blocked }, at, ms) => {
        const today = localDayNumber(zone, at)
        const known: Settings = { zone, windows, once: new Set(blocked.map((ahead) => today + ahead)) }
        const opening = nextOpening(windowsOf(windows, { once: known.once }, zone), at + ms)
        if (isOpen(known, at)) {
          expect(opening).toBeNull()
          return
        }
        const keepsTime = known.once.has(today) && inHours(known, at)
        let first = at + minute
        // Whoever keeps the time of the day goes by days.
        while (!isOpen(known, first) || (keepsTime && localDayNumber(zone, first) <= today)) first += minute
        if (opening === null) throw new Error(`closed, but nothing opens: ${new Date(at).toISOString()}`)
        expect(opening.because).toBe(known.once.has(today) ? 'blocked_date' : 'outside_window')
        if (opening.from === opening.to) {
          expect(keepsTime).toBe(true)
          expect(localDayNumber(zone, opening.from)).toBe(localDayNumber(zone, first))
          const [came, goes] = [clockAt(zone, at + ms), clockAt(zone, opening.from)]
          // A time that this day lacks is the first that exists after it.
          if (goes.hour === came.hour)
            expect(goes).toMatchObject({ minute: came.minute, second: came.second })
        } else {
          expect(opening.from).toBe(first)
          expect(isOpen(known, opening.to - 1)).toBe(true)
          if (keepsTime) expect(sameTimeIsOpen(known, at + ms, first)).toBe(false)
        }
        expect(isOpen(known, momentIn(opening, 0.999_999))).toBe(true)
      },
    ),
    { numRuns: 150 },
  )
})

/** Whether the day on which it opens has the time at which somebody came, and is open then. */
function sameTimeIsOpen(known: Settings, came: number, opens: number): boolean {
  const { hour: h, minute: m } = clockAt(known.zone, came)
  const of = localDayNumber(known.zone, opens)
  for (let at = opens; localDayNumber(known.zone, at) === of; at += minute) {
    const clock = clockAt(known.zone, at)
    if (clock.hour === h && clock.minute === m) return isOpen(known, at)
  }
  return false
}

// A value lies in a window of time: what every date operator comes down to.
import sql, { join } from 'sql-template-tag'
import type { ClockPoint, TimePoint } from '../time-points.js'
import type { ValueSource } from '../value-source.js'
import { type Half, half } from './bounds.js'
import type { Test } from './operator.js'

/** A bound of a window; `inclusive` takes in the point, or the whole day it names. */
export interface WindowBound {
  readonly point: TimePoint
  readonly inclusive: boolean
}

/** Within the bounds that are given; `isDay`: the value is a calendar day, not an instant. */
export function window(
  isDay: boolean,
  bounds: { readonly lower?: WindowBound; readonly upper?: WindowBound },
): Test {
  const halves: Half[] = []
  if (bounds.lower) halves.push(half('lower', bounds.lower.point, bounds.lower.inclusive, isDay))
  if (bounds.upper) halves.push(half('upper', bounds.upper.point, bounds.upper.inclusive, isDay))
  return windowOf(halves)
}

/** Within all halves. Each half that needs an operand takes the next one. */
export function windowOf(halves: readonly Half[]): Test {
  const operands: ValueSource[] = []
  const placed = halves.map((each) => {
    const index = operands.length
    if (each.operand) operands.push(each.operand)
    return { each, index }
  })
  const moving = halves.filter((each) => each.nextFlip)
  return {
    kind: 'number',
    operands,
    matches(value, others, now) {
      for (const { each, index } of placed) {
        if (!each.holds(value as number, others[index] as number, now)) return false
      }
      return true
    },
    toSql: (value, others, now) =>
      sql`(${join(
        placed.map(({ each, index }) => each.toSql(value.number, others[index]?.number ?? value.number, now)),
        ' AND ',
      )})`,
    ...(moving.length > 0 && { nextFlip: (value, now) => earliest(moving, value as number, now) }),
  }
}

function earliest(halves: readonly Half[], value: number, now: number): number | null {
  let flip: number | null = null
  for (const each of halves) {
    const next = each.nextFlip?.(value, now) ?? null
    if (next !== null && (flip === null || next < flip)) flip = next
  }
  return flip
}

/** A point that the operators themselves make. */
export function clockPoint(
  zone: string,
  moves: ClockPoint['moves'],
  start: (now: number) => number,
  end: (now: number) => number = start,
): ClockPoint {
  return { kind: 'clock', zone, moves, start, end, words: '' }
}

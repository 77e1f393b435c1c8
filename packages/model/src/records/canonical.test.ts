import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appends, type CanonicalContext, toCanonical, type ValueShape } from './canonical.js'
import { toWire } from './to-wire.js'
import type { CanonicalValue } from './value.js'

const option = (value: string, displayOrder: number) => ({ value, label: value, displayOrder, hidden: false })

function shape(type: ValueShape['type'], fieldType = 'text', options: readonly string[] = []): ValueShape {
  return { name: 'x', type, fieldType, options: options.map(option), externalOptions: false }
}

function canonical(
  property: ValueShape,
  input: unknown,
  context?: CanonicalContext,
): CanonicalValue | null | string {
  const outcome = toCanonical(property, input, context)
  return outcome.ok ? outcome.value : `refused: ${outcome.problem.code}`
}

const number = shape('number')
const date = shape('date')
const dateTime = shape('datetime')
const text = shape('string')
const single = shape('enumeration', 'select', ['red', 'Blue'])
const multi = shape('enumeration', 'checkbox', ['red', 'blue', 'green'])

describe('api.md 2.6 values on write', () => {
  it.each<[string, ValueShape, unknown, unknown]>([
    ['a number as text, trimmed', number, ' 12.50 ', 12.5],
    ['a JSON number', number, -3e-7, -3e-7],
    ['minus zero is zero', number, '-0', 0],
    ['no hexadecimal number', number, '0x10', 'refused: INVALID_NUMBER'],
    ['no white space inside a number', number, '1 000', 'refused: INVALID_NUMBER'],
    ['no infinity', number, '1e999', 'refused: INVALID_NUMBER'],
    ['no NaN', number, Number.NaN, 'refused: INVALID_NUMBER'],
    ['a boolean as text', shape('bool'), 'TRUE', true],
    ['no other boolean', shape('bool'), 'yes', 'refused: INVALID_BOOLEAN'],
    ['an ISO date', date, '2026-02-28', Date.UTC(2026, 1, 28)],
    ['midnight UTC in epoch ms', date, String(Date.UTC(2026, 1, 28)), Date.UTC(2026, 1, 28)],
    ['no day that does not exist', date, '2026-02-30', 'refused: INVALID_DATE'],
    ['no time in a date', date, Date.UTC(2026, 1, 28) + 1, 'refused: INVALID_DATE'],
    [
      'a date-time with an offset',
      dateTime,
      '2026-01-01T10:00:00.5+02:00',
      Date.UTC(2026, 0, 1, 8, 0, 0, 500),
    ],
    ['a date-time without a zone is UTC', dateTime, '2026-01-01 10:00', Date.UTC(2026, 0, 1, 10)],
    ['a date-time in epoch ms', dateTime, Date.UTC(2026, 0, 1, 10), Date.UTC(2026, 0, 1, 10)],
    ['no hour 25', dateTime, '2026-01-01T25:00Z', 'refused: INVALID_DATE'],
    ['an option', single, 'red', 'red'],
    ['an option in another case', single, ' BLUE ', 'Blue'],
    ['no unknown option', single, 'green', 'refused: INVALID_OPTION'],
    ['options sorted and without doubles', multi, 'red;blue;red', ['blue', 'red']],
    ['no unknown option among several', multi, 'red;white', 'refused: INVALID_OPTION'],
    ['text as given', text, ' A\u0308 ', ' A\u0308 '],
    ['no lone surrogate', text, 'a\ud800', 'refused: INVALID_TEXT'],
    ['no U+0000', text, 'a\0', 'refused: INVALID_TEXT'],
    ['no object as text', text, {}, 'refused: INVALID_TEXT'],
  ])('%s', (_words, property, input, expected) => {
    expect(canonical(property, input)).toEqual(expected)
  })

  it('an empty text or null clears every type', () => {
    for (const property of [number, date, dateTime, text, single, multi, shape('bool')]) {
      expect(canonical(property, '')).toBeNull()
      expect(canonical(property, null)).toBeNull()
    }
  })

  it('engine.md 9 text may have 65,536 code points, whatever their size, and no more', () => {
    expect(canonical(text, '👍'.repeat(65_536))).toHaveLength(131_072)
    expect(canonical(text, '👍'.repeat(65_537))).toBe('refused: VALUE_TOO_LONG')
    expect(canonical(text, 'a'.repeat(65_537))).toBe('refused: VALUE_TOO_LONG')
  })

  it('a leading ; appends to the options there are', () => {
    expect(appends(multi, ';red')).toBe(true)
    expect(appends(multi, 'red')).toBe(false)
    expect(canonical(multi, ';red', { current: ['green'] })).toEqual(['green', 'red'])
    expect(canonical(multi, 'red', { current: ['green'] })).toEqual(['red'])
  })

  it('a date-time without a zone is of the zone that the caller names', () => {
    expect(canonical(dateTime, '2026-07-01T10:00', { timeZone: 'Europe/Berlin' })).toBe(
      Date.UTC(2026, 6, 1, 8),
    )
  })

  it('any option is accepted where options come from elsewhere, until they are known', () => {
    expect(canonical({ ...single, options: [], externalOptions: true }, '42')).toBe('42')
    expect(toCanonical({ ...single, externalOptions: true }, '42')).toMatchObject({
      problem: { code: 'INVALID_OPTION' },
    })
  })

  it('any JSON is answered with a value or a problem, never with an error', () => {
    const shapes = [number, date, dateTime, text, single, multi, shape('bool')]
    const hostile = fc.oneof(fc.jsonValue(), fc.constantFrom({ toString: 1 }, [{ toString: 1 }], [[5]], [0]))
    fc.assert(
      fc.property(fc.constantFrom(...shapes), hostile, (property, input) => {
        const outcome = toCanonical(property, input)
        if (outcome.ok && typeof input === 'object' && input !== null) expect(property).toBe(multi)
      }),
      { numRuns: 1000 },
    )
  })

  it('a problem names the property', () => {
    const outcome = toCanonical(number, 'x')
    expect(outcome.ok ? undefined : outcome.problem.toDetail()).toMatchObject({
      code: 'INVALID_NUMBER',
      in: 'x',
      context: { propertyName: ['x'] },
    })
  })
})

describe('what is read is what was written', () => {
  const day = fc.integer({ min: -700_000, max: 2_900_000 }).map((days) => days * 86_400_000)
  const unicode = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((each) => !/[\0\ud800-\udfff]/u.test(each))
  const laws: [string, ValueShape, fc.Arbitrary<CanonicalValue>][] = [
    [
      'numbers',
      number,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
    ],
    ['dates', date, day],
    ['date-times', dateTime, fc.tuple(day, fc.nat({ max: 86_399_999 })).map(([at, ms]) => at + ms)],
    ['booleans', shape('bool'), fc.boolean()],
    ['several options', multi, fc.subarray(['blue', 'green', 'red'], { minLength: 1 })],
    ['text', text, unicode],
  ]
  it.each(laws)('%s', (_words, property, values) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(canonical(property, toWire(property, value))).toEqual(value)
      }),
    )
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTimestamp } from './parse-timestamp.js'

/** As PostgreSQL writes a timestamptz of a session in UTC: no trailing zeros, no fraction when there is none. */
function written(at: Date, microseconds: number): string {
  const fraction = `${String(at.getUTCMilliseconds()).padStart(3, '0')}${String(microseconds).padStart(3, '0')}`
  const digits = fraction.replace(/0+$/, '')
  return `${at.toISOString().slice(0, 19).replace('T', ' ')}${digits === '' ? '' : `.${digits}`}+00`
}

test('a timestamp is the epoch milliseconds it was, whatever digits its fraction has', () => {
  const dates = fc.date({
    min: new Date('0100-01-01'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  fc.assert(
    fc.property(dates, fc.integer({ min: 0, max: 999 }), (at, microseconds) => {
      expect(parseTimestamp(written(at, microseconds))).toBe(at.getTime())
    }),
    { numRuns: 2_000 },
  )
})

test.each([
  ['infinity', Number.POSITIVE_INFINITY],
  ['-infinity', Number.NEGATIVE_INFINITY],
  ['12026-01-02 03:04:05+00', Date.UTC(12026, 0, 2, 3, 4, 5)],
  ['12026-01-02 03:04:05.123456+00', Date.UTC(12026, 0, 2, 3, 4, 5, 123)],
  ['0050-01-02 03:04:05.5+00', Date.parse('0050-01-02T03:04:05.500Z')],
  ['0044-03-15 12:00:00+00 BC', Date.parse('-000043-03-15T12:00:00Z')],
])('a rare one is read too: %s', (text, milliseconds) => {
  expect(parseTimestamp(text)).toBe(milliseconds)
})

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { fold } from './fold.js'
import { keyOf } from './key-of.js'

const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value))

it('keys of numbers order bytewise as the numbers do', () => {
  fc.assert(
    fc.property(
      numbers,
      numbers,
      (a, b) => keyOf(a) < keyOf(b) === a < b && (keyOf(a) === keyOf(b)) === (a === b),
    ),
  )
  expect([-1e300, -2, -1.5, 0, 5e-324, 1, 1e300].map(keyOf)).toEqual(
    [-1e300, -2, -1.5, 0, 5e-324, 1, 1e300].map(keyOf).sort(),
  )
})

it('W-OPR-8 keys of text are folded', () => {
  expect(keyOf(' KO\u0308LN ')).toBe(keyOf('köln'))
  expect(keyOf('a')).not.toBe(keyOf('b'))
})

it('folding twice changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => fold(fold(text)) === fold(text)),
    { numRuns: 1000 },
  )
})

it('long text has a key that an index can hold and that still tells it apart', () => {
  const long = '👍'.repeat(60_000)
  expect(new TextEncoder().encode(keyOf(long)).length).toBeLessThan(2500)
  expect(keyOf(`${long}a`)).not.toBe(keyOf(`${long}b`))
})

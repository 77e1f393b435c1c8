import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseId } from '../ids.js'
import { findUnsafe } from './safe-json.js'

it.each([
  ['{"a":[{"__proto__":1}]}', { path: 'a[0].__proto__', reason: 'FORBIDDEN_KEY' }],
  ['{"constructor":1}', { path: 'constructor', reason: 'FORBIDDEN_KEY' }],
  ['{"a":{"prototype":{}}}', { path: 'a.prototype', reason: 'FORBIDDEN_KEY' }],
  ['["ok","\\ud800"]', { path: '[1]', reason: 'ILL_FORMED_TEXT' }],
  ['{"a":"b\\u0000"}', { path: 'a', reason: 'ILL_FORMED_TEXT' }],
  ['{"a":"\\ud83d\\ude00","b":[null,1,true,{}]}', null],
])('finds the first unsafe place of %s', (json, unsafe) => {
  expect(findUnsafe(JSON.parse(json))).toEqual(unsafe)
})

it('costs no stack, however deep the input', () => {
  let deep: unknown = 1
  for (let level = 0; level < 200_000; level++) deep = [deep]
  expect(findUnsafe(deep)?.reason).toBe('TOO_DEEP')
})

it('lets ordinary JSON pass', () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: 'grapheme-ascii', maxDepth: 5 }), (value) => {
      // Dangerous names are among the first that fast-check thinks of.
      fc.pre(!/"(?:__proto__|constructor|prototype)":/.test(JSON.stringify(value)))
      return findUnsafe(value) === null
    }),
  )
})

it.each([
  ['17', 17],
  [17, 17],
  ['017', undefined],
  ['-1', undefined],
  ['1e3', undefined],
  ['9007199254740993', undefined],
  [1.5, undefined],
  [null, undefined],
])('an id is a plain decimal: %j', (input, id) => {
  expect(parseId(input)).toBe(id)
})

import { Problem, type ProblemCode } from '@millrace/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readJson } from './read-json.js'

function refusal(body: string | Buffer): { code: ProblemCode; field: string | undefined } {
  try {
    readJson(Buffer.from(body as string))
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, field: error.field }
    throw error
  }
  throw new Error('it was read')
}

test('an empty body is no body', () => {
  expect(readJson(Buffer.alloc(0))).toBeUndefined()
})

test('whatever JSON.stringify writes is read back', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }), (value) => {
      const text = JSON.stringify(value)
      fc.pre(!/__proto__|"constructor"|"prototype"|\\u0000/.test(text))
      expect(readJson(Buffer.from(text))).toEqual(JSON.parse(text))
    }),
  )
})

test.each<[string, string | Buffer, ProblemCode, string | undefined]>([
  ['a brace too few', '{"a": 1', 'INVALID_JSON', undefined],
  ['a trailing comma', '{"a": 1,}', 'INVALID_JSON', undefined],
  ['bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'INVALID_TEXT', undefined],
  ['__proto__ as a key', '{"a": {"__proto__": {"b": 1}}}', 'FORBIDDEN_KEY', 'a.__proto__'],
  ['constructor as a key', '{"constructor": 1}', 'FORBIDDEN_KEY', 'constructor'],
  ['an escaped __proto__', '{"\\u005f_proto__": 1}', 'FORBIDDEN_KEY', '__proto__'],
  ['a lone surrogate', '{"a": ["\\ud800"]}', 'INVALID_TEXT', 'a[0]'],
  ['a NUL', '{"a": "b\\u0000"}', 'INVALID_TEXT', 'a'],
  ['a key that occurs twice', '{"a": [{"b": 1, "c:": ":", "b": 2}]}', 'FORBIDDEN_KEY', 'b'],
  ['the same key escaped', '{"b": 1, "\\u0062": 2}', 'FORBIDDEN_KEY', 'b'],
  ['a million brackets', '['.repeat(500_000) + ']'.repeat(500_000), 'LIMIT_EXCEEDED', undefined],
])('%s is refused', (_name, body, code, field) => {
  const refused = refusal(body)
  expect(refused.code).toBe(code)
  if (field !== undefined) expect(refused.field).toBe(field)
})

test('a key may stand in several objects, and colons and quotes in text do not count', () => {
  const text = '[{"a": ":{\\"a\\":1}"}, {"a": "\\\\"}, {"b": {"a": 1}, "a": 2}]'
  expect(readJson(Buffer.from(text))).toEqual(JSON.parse(text))
})

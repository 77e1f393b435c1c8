import { fold } from '@millrace/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldedForm, isPlain } from './folded-form.js'

const text = fc.oneof(
  fc.string({
    unit: fc.constantFrom(
      'a',
      'z',
      'A',
      'Z',
      ' ',
      '"',
      '\\',
      '0',
      '@',
      '[',
      ']',
      '`',
      '{',
      '~',
      '\n',
      '\u007f',
      'é',
      'İ',
    ),
  }),
  fc.string({ unit: 'binary' }),
)

test('W-OPR-8 what is plain is its own folded form and, in quotation marks, its own JSON', () => {
  fc.assert(
    fc.property(text, (value) => {
      if (!isPlain(value)) return
      expect(fold(value)).toBe(value)
      expect(`"${value}"`).toBe(JSON.stringify(value))
    }),
    { numRuns: 2_000 },
  )
  expect(['', 'plain text, 7 @ {x}_~`[]', 'a'.repeat(99)].map(isPlain)).toEqual([true, true, true])
})

test('W-OPR-8 a folded form stands exactly where folding changes the text', () => {
  fc.assert(
    fc.property(text, (value) => {
      expect(foldedForm(value)).toBe(fold(value) === value ? null : fold(value))
    }),
    { numRuns: 2_000 },
  )
  expect([7, true, null, ['A']].map(foldedForm)).toEqual([null, null, null, null])
})

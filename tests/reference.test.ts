import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { referencePages } from '../docs/reference/pages.js'

test.each([...referencePages()])(
  'docs/reference/%s says what the code says (else: npm run docs)',
  async (file, text) => {
    expect(await readFile(new URL(`../docs/reference/${file}`, import.meta.url), 'utf8')).toBe(text)
  },
)

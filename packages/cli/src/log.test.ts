import { afterEach, expect, test, vi } from 'vitest'
import { createLog } from './log.js'
import { readSettings } from './settings.js'

afterEach(() => vi.restoreAllMocks())

function logged(environment: Record<string, string>, ...entries: object[]): string {
  let written = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += text
    return true
  })
  const result = readSettings(environment)
  if (!result.ok) throw new Error(result.problems.join())
  const log = createLog(result.settings, 'serve')
  for (const entry of entries) log.info(entry, 'said')
  return written
}

test('secrets are left out by name', () => {
  const line = logged(
    {},
    {
      authorization: 'canary',
      req: { headers: { authorization: 'canary', cookie: 'canary' } },
      token: 'canary',
    },
  )
  expect(line).not.toContain('canary')
  expect(line).toContain('[secret]')
})

test('secrets are left out by value, also base64 and percent-encoded', () => {
  const secret = 'canary/of+the=mine'
  const line = logged(
    { MILLRACE_ACCESS_TOKEN: secret, DATABASE_URL: `postgresql://u:${encodeURIComponent(secret)}@h/d` },
    { url: `http://x?q=${encodeURIComponent(secret)}` },
    { text: `it is ${secret}`, other: Buffer.from(secret).toString('base64') },
  )
  expect(line).not.toContain('canary')
  expect(line).not.toContain(Buffer.from(secret).toString('base64'))
})

test('MILLRACE_LOG_LEVEL silences less important lines', () => {
  expect(logged({ MILLRACE_LOG_LEVEL: 'warn' }, { some: 'thing' })).toBe('')
})

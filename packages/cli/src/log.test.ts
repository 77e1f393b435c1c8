import { afterEach, expect, test, vi } from 'vitest'
import { createLog } from './log.js'
import { readableLine } from './readable-line.js'
import { readSettings } from './settings.js'

afterEach(() => vi.restoreAllMocks())

function logged(environment: Record<string, string>, ...entries: object[]): string {
  return loggedTo(false, environment, ...entries)
}

function loggedTo(watched: boolean, environment: Record<string, string>, ...entries: object[]): string {
  let written = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    written += text
    return true
  })
  const result = readSettings(environment)
  if (!result.ok) throw new Error(result.problems.join())
  const log = createLog(result.settings, 'serve', watched)
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

test('a person on a terminal reads sentences: the time, who, what, and the stack only of surprises', () => {
  const entry = { time: '2026-11-22T06:48:15.553Z', role: 'work', pid: 7, lane: 'bulk', msg: 'it failed' }
  const err = { type: 'Error', message: 'no', stack: 'Error: no\n    at here' }
  const said = (level: number, more: object) => readableLine(JSON.stringify({ ...entry, level, ...more }))
  expect(said(30, {})).toBe('06:48:15 work  it failed  lane=bulk\n')
  expect(said(40, { err })).toBe('06:48:15 work  warning: it failed  lane=bulk: no\n')
  expect(said(50, { err })).toBe(
    '06:48:15 work  error: it failed  lane=bulk\n    Error: no\n        at here\n',
  )
})

test('on a terminal the secrets are left out as well', () => {
  expect(
    loggedTo(true, { MILLRACE_ACCESS_TOKEN: 'canary-token' }, { url: 'http://x?t=canary-token' }),
  ).toMatch(/serve said {2}url=http:\/\/x\?t=\[secret\]\n$/)
})

test.each([
  ['Authorization: Bearer canary.token-1/2=', 'Authorization: Bearer [secret]'],
  [
    'POST https://x.test/hook?a=1&hapikey=canary-key&b=2',
    'POST https://x.test/hook?a=1&hapikey=[secret]&b=2',
  ],
  [
    'connect postgresql://user:canary@db.example.test:5432/x',
    'connect postgresql://[secret]@db.example.test:5432/x',
  ],
  ['550 <canary.o-neil+x@mail.example.test> unknown', '550 <[address]> unknown'],
  ['/contacts/canary%40example.test?idProperty=email', '/contacts/[address]?idProperty=email'],
  ['canary@bücher.example', '[address]'],
  ['token pat-mr-canarycanarycanary of', 'token [secret] of'],
  ['GET /oauth/authorize?code=canary', 'GET /oauth/authorize?code=[secret]'],
  [
    'at file:///app/node_modules/@millrace/store@0.1.0/x.js:1:2',
    'at file:///app/node_modules/@millrace/store@0.1.0/x.js:1:2',
  ],
])('whatever looks like a secret or an address is left out: %s', (text, expected) => {
  expect(JSON.parse(logged({}, { text }))).toMatchObject({ text: expected })
  expect(logged({}, { err: new Error(text) })).not.toContain('canary')
})

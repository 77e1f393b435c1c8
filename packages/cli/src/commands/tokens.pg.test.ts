import { findToken, listTokens } from '@millrace/store'
import { anAccount, type TestDatabase, testDatabase } from '@millrace/store/testing'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { EXIT } from '../exit-codes.js'
import { main } from '../main.js'

let database: TestDatabase
beforeAll(async () => {
  database = await testDatabase()
})
afterAll(() => database.close())
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

async function run(...argv: string[]) {
  const written = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += text
      return true
    })
  }
  vi.stubEnv('DATABASE_URL', database.url)
  const code = await main([...argv, '--json'])
  vi.restoreAllMocks()
  return { code, said: written.stderr, result: JSON.parse(written.stdout || '{}') }
}

test('accounts are made and listed; tokens with scopes are made, listed and revoked', async () => {
  expect((await run('tokens', 'list')).code).toBe(EXIT.usage)
  const made = await run('accounts', 'create', '--name', 'Acme', '--owner-email', 'Ada@acme.test')
  expect(made.code).toBe(EXIT.ok)
  const accountId = Number(made.result.accountId)
  expect((await run('accounts', 'list')).result.accounts).toMatchObject([{ name: 'Acme', timeZone: 'UTC' }])

  const token = await run('tokens', 'create', '-l', 'shop', '--scopes', 'automation, forms', '--days', '2')
  const found = await findToken(database.db, token.result.token, Date.now())
  expect(found).toMatchObject({ state: 'valid', token: { accountId, scopes: ['automation', 'forms'] } })
  const key = await run('tokens', 'create', '-l', 'key', '--developer-key')
  const { tokens } = (await run('tokens', 'list')).result
  expect(tokens).toMatchObject([
    { label: 'First token', scopes: null },
    { label: 'shop', scopes: ['automation', 'forms'], expiresAt: expect.stringMatching(/Z$/) },
    { label: 'key', developerKey: true },
  ])
  expect(JSON.stringify(tokens)).not.toContain(token.result.token)

  expect((await run('tokens', 'revoke', token.result.id)).code).toBe(EXIT.ok)
  expect((await run('tokens', 'revoke', token.result.id)).code).toBe(EXIT.usage)
  expect((await findToken(database.db, token.result.token, Date.now())).state).toBe('unknown')
  expect((await findToken(database.db, key.result.token, Date.now())).state).toBe('valid')
})

test('where there are several accounts somebody must say which, and a token of one is not another’s to revoke', async () => {
  const other = await anAccount(database.db)
  expect((await run('tokens', 'list')).code).toBe(EXIT.usage)
  expect((await run('tokens', 'list', '--account', '999')).code).toBe(EXIT.usage)
  const { result } = await run('tokens', 'create', '-l', 'theirs', '--account', String(other))
  const first = (await run('accounts', 'list')).result.accounts[0].id
  expect((await run('tokens', 'revoke', result.id, '--account', first)).code).toBe(EXIT.usage)
  expect((await listTokens(database.db, other, { limit: 10 })).map(({ label }) => label)).toEqual(['theirs'])
})

test.each([
  [['tokens', 'create']],
  [['tokens', 'create', '-l', 'x', '--scopes', 'no/good']],
  [['tokens', 'create', '-l', 'x', '--scopes', ',']],
  [['tokens', 'create', '-l', 'x', '--days', '0']],
  [['tokens', 'revoke']],
  [['accounts', 'create', '--name', 'x', '--owner-email', 'nobody']],
  [['accounts', 'create', '--name', 'x', '--time-zone', 'Mars/Base']],
])('millrace %j is wrong usage, and makes nothing', async (argv) => {
  const before = (await run('accounts', 'list')).result
  expect((await run(...argv)).code).toBe(EXIT.usage)
  expect((await run('accounts', 'list')).result).toEqual(before)
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { anAccount, type TestDatabase, testDatabase } from '../testing/index.js'
import { createToken } from './create-token.js'
import { findToken } from './find-token.js'
import { revokeToken } from './revoke-tokens.js'

let database: TestDatabase
let account: number
beforeAll(async () => {
  database = await testDatabase()
  account = await anAccount(database.db)
})
afterAll(() => database.close())

const now = Date.UTC(2026, 0, 1)

test('a token speaks for its account, and its text stands nowhere in the database', async () => {
  const { text, id } = await createToken(database.db, { accountId: account, label: 'test' })
  expect(text).toMatch(/^pat-mr-[\w-]{43}[0-9a-f]{6}$/)
  expect(await findToken(database.db, text, now)).toEqual({
    state: 'valid',
    token: {
      id,
      accountId: account,
      label: 'test',
      scopes: null,
      instanceOwner: false,
      userId: null,
      developerKey: false,
      ofApp: false,
      expiresAt: null,
    },
  })
  const { rows } = await database.db.owner.query('SELECT row_to_json(t)::text AS row FROM access_tokens t')
  expect(rows.some(({ row }) => row.includes(text))).toBe(false)
})

test('a token is unknown when it is mistyped, made up or revoked, and expired when its time is over', async () => {
  const { text, id } = await createToken(database.db, {
    accountId: account,
    label: 'brief',
    expiresAt: now + 1,
  })
  expect((await findToken(database.db, `${text}x`, now)).state).toBe('unknown')
  expect((await findToken(database.db, 'pat-something-else', now)).state).toBe('unknown')
  expect((await findToken(database.db, text, now)).state).toBe('valid')
  expect((await findToken(database.db, text, now + 1)).state).toBe('expired')
  expect(await revokeToken(database.db, account, id)).toBe(true)
  expect((await findToken(database.db, text, now)).state).toBe('unknown')
})

test('a text the operator chose makes one token, however often the program starts', async () => {
  const chosen = { accountId: account, label: 'environment', text: 'local-secret', scopes: ['automation'] }
  const first = await createToken(database.db, chosen)
  expect(await createToken(database.db, chosen)).toEqual(first)
  expect(await findToken(database.db, 'local-secret', now)).toMatchObject({
    token: { scopes: ['automation'] },
  })
})

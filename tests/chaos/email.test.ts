// Workers killed with e-mails in flight: each e-mail leaves once, or is in doubt by name; never twice by itself.
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { audit, decideIssue } from '@millrace/engine'
import {
  aFlow,
  aPublishedEmail,
  aPublishedWorkflow,
  enrollAll,
  MailServer,
  sendsEmail,
} from '@millrace/engine/testing'
import { listIssues } from '@millrace/store'
import { anAccount, records, type TestDatabase, testDatabase } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { MillraceProcess } from './millrace-process.js'
import { until } from './wait.js'

const people = 400
const kills = 3
/** E-mails that arrive before each of them. */
const between = 25

let database: TestDatabase
let mail: MailServer
let home: string
let worker: MillraceProcess
beforeAll(async () => {
  database = await testDatabase()
  mail = await MailServer.open()
  home = await mkdtemp(join(tmpdir(), 'millrace-email-'))
  const secretKeyFile = join(home, 'secret.key')
  await writeFile(secretKeyFile, randomBytes(32))
  worker = new MillraceProcess('worker', 'work', {
    DATABASE_URL: database.url,
    MILLRACE_DATA_DIR: home,
    MILLRACE_SECRET_KEY_FILE: secretKeyFile,
    MILLRACE_SMTP_URL: mail.url,
    MILLRACE_PUBLIC_URL: 'https://crm.example.test',
    MILLRACE_LEASE_SECONDS: '2',
    MILLRACE_LOG_LEVEL: 'info',
  })
})
afterAll(async () => {
  await worker.stop(20_000)
  await mail.close()
  await database.close()
  await rm(home, { recursive: true, force: true })
})

const messageIds = () => mail.received.map(({ source }) => /^Message-ID: (.*)$/m.exec(source)?.[1])

test('engine.md 5 I5 kill -9 of the worker with e-mails in flight: none goes twice by itself, all end', {
  timeout: 120_000,
}, async () => {
  const { db } = database
  const accountId = await anAccount(db)
  const emailId = await aPublishedEmail(db, accountId)
  const node = { actionId: '1', ...sendsEmail(emailId) }
  const workflowId = await aPublishedWorkflow(db, accountId, aFlow({ startActionId: '1', actions: [node] }))
  const emails = Array.from({ length: people }, (_, i) => ({ email: `canary${i}@example.test` }))
  await enrollAll(db, accountId, workflowId, await records(db, accountId, '0-1', emails))
  const count = async (statement: ReturnType<typeof sql>) =>
    (await db.withAccount(accountId, 'read', (tx) => tx.query(statement))).length
  const active = () =>
    count(sql`SELECT FROM enrollments WHERE account_id = ${accountId} AND ended_at IS NULL`)

  // Every twelfth answer never comes: whoever waits for it is killed with it.
  let answered = 0
  mail.phases = { dot: () => (++answered % 12 === 0 && !calm ? 'hang' : undefined) }
  let calm = false
  worker.start()
  for (let kill = 1; kill <= kills; kill++) {
    const had = mail.received.length
    expect(await until(() => mail.received.length >= had + between, 30_000)).toBe(true)
    worker.killHard()
    mail.hangUp()
  }
  calm = true
  expect(await until(async () => (await active()) === 0, 60_000, 250)).toBe(true)

  const ids = messageIds()
  expect(new Set(ids).size).toBe(ids.length)
  const sent = await count(sql`SELECT FROM email_sends WHERE account_id = ${accountId} AND state = 'sent'`)
  const open = await db.withAccount(accountId, 'read', (tx) =>
    listIssues(tx, { limit: people, resolved: false }),
  )
  expect(sent + open.length).toBe(people)
  expect(open.every(({ kind }) => kind === 'in_doubt')).toBe(true)
  expect(open.length).toBeGreaterThan(0)
  expect(ids.length).toBeGreaterThanOrEqual(sent)
  expect(await audit(db, accountId)).toEqual([])

  for (const issue of open)
    await db.withAccount(accountId, 'shared', (tx) => decideIssue(tx, issue, 'resend', null))
  const all = sql`SELECT FROM email_sends WHERE account_id = ${accountId} AND state = 'sent'`
  expect(await until(async () => (await count(all)) === people, 40_000, 250)).toBe(true)
  expect(new Set(messageIds()).size).toBe(people)
  expect(await audit(db, accountId)).toEqual([])
  expect(worker.lines.join('\n')).not.toMatch(/canary|welcome/i)
})

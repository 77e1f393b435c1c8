import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { MailServer } from '../testing/mail-server.js'
import { createSmtpPool, type SmtpPool } from './smtp-pool.js'
import { smtpServerOf } from './smtp-server-address.js'

let server: MailServer
let pool: SmtpPool
beforeAll(async () => {
  server = await MailServer.open()
})
afterAll(() => server.close())
afterEach(() => {
  pool.close()
  server.hangUp()
  server.reset()
})

const limits = { smtpConnections: 1, smtpTimeoutMs: 20_000 }
const mail = async (to = 'a@example.test') => ({
  from: 'me@sender.example.test',
  to,
  message: Buffer.from('Subject: hi\r\n\r\n.a line that begins with a dot\r\n'),
})
const never = new AbortController().signal

it('sends one after the other over one connection, lines that begin with a dot included', async () => {
  pool = createSmtpPool(smtpServerOf(server.url), limits)
  const deliveries = await Promise.all(
    ['a@example.test', 'b@example.test', 'c@example.test'].map((to) => pool.send(() => mail(to), never)),
  )
  expect(deliveries.map(({ kind }) => kind)).toEqual(['sent', 'sent', 'sent'])
  expect(server.received.map(({ to }) => to[0])).toEqual([
    'a@example.test',
    'b@example.test',
    'c@example.test',
  ])
  expect(server.received[0]?.source).toContain('\r\n.a line')
  expect(server.connected).toBe(1)
})

it('a connection that the server closed while it rested costs nothing', async () => {
  pool = createSmtpPool(smtpServerOf(server.url), limits)
  expect(await pool.send(mail, never)).toMatchObject({ kind: 'sent' })
  server.hangUp()
  expect(await pool.send(mail, never)).toMatchObject({ kind: 'sent' })
  expect(server.received).toHaveLength(2)
})

it('R7 what is aborted before the server asks for the message is not sent', async () => {
  pool = createSmtpPool(smtpServerOf(server.url), limits)
  const lost = new AbortController()
  server.phases = {
    rcptTo: () => {
      lost.abort()
      return undefined
    },
  }
  expect(await pool.send(mail, lost.signal)).toMatchObject({ kind: 'deferred', atOnce: true })
  expect(await pool.send(mail, lost.signal)).toMatchObject({ kind: 'deferred', atOnce: true })
  server.phases = {}
  expect(await pool.send(mail, never)).toMatchObject({ kind: 'sent' })
  expect(server.received).toHaveLength(1)
})

it('a pool that is closed gives back whoever waits', async () => {
  pool = createSmtpPool(smtpServerOf(server.url), limits)
  server.phases = { rcptTo: 'hang' }
  const first = pool.send(mail, never)
  const second = pool.send(mail, never)
  pool.close()
  expect(await second).toMatchObject({ kind: 'deferred', atOnce: true })
  server.hangUp()
  expect(await first).toMatchObject({ kind: 'deferred' })
})

it.each([
  [
    'smtp://mail.test',
    { host: 'mail.test', port: 587, secure: false, startTls: 'offered', credentials: null },
  ],
  ['smtps://mail.test', { port: 465, secure: true }],
  [
    'smtp://me:p%40ss@mail.test:2525',
    { port: 2525, startTls: 'required', credentials: { user: 'me', pass: 'p@ss' } },
  ],
  ['smtp://me:pass@[::1]:25?tls=none', { host: '::1', startTls: 'none' }],
])('reads %s: no password is told without TLS unless the URL says so', (url, expected) => {
  expect(smtpServerOf(url)).toMatchObject(expected)
})

import { createUser, setSubscriptionStatus, suppressAddress } from '@millrace/store'
import { records } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { describe, expect, it } from 'vitest'
import { effectId } from '../outbox/effect-id.js'
import { aPublishedEmail, sendsEmail } from '../testing/an-email.js'
import { anOutboxWithMail } from '../testing/an-outbox-with-mail.js'
import { secretKey } from '../testing/outbox-fixture.js'
import { readUnsubscribe } from './unsubscribe-link.js'

const { outbox: t, server } = await anOutboxWithMail()

/** Long enough for what must come before the silence, on a machine that has other things to do. */
const quick = { smtpTimeoutMs: 1_500 }

const again = { enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true } }

async function atEmail(count = 1, members: Readonly<Record<string, unknown>> = {}, additions: object = {}) {
  const emailId = await aPublishedEmail(t.database.db, t.accountId, members)
  return { emailId, ...(await t.enrolled(count, sendsEmail(emailId, additions), again)) }
}

const sends = () =>
  t.query<{ state: string; code: string | null }>(
    sql`SELECT state, code FROM email_sends WHERE account_id = ${t.accountId} ORDER BY recipient`,
  )
const issues = () =>
  t.query<{ kind: string; detail: { effect?: object } }>(
    sql`SELECT kind, detail FROM issues WHERE account_id = ${t.accountId}`,
  )
const headerOf = (source: string, name: string) =>
  new RegExp(`^${name}: (.*(?:\r\n[ \t].*)*)`, 'im').exec(source)?.[1]?.replace(/\r\n[ \t]+/g, ' ')

describe('an e-mail', () => {
  it('A-EML-1 A-EML-2 A-EML-18 reaches the enrolled contact once, with a stable id, and the enrollment goes on', async () => {
    const { enrollmentId, email } = await atEmail()
    await t.dispatchWith(t.dispatcher())
    const id = effectId(t.accountId, enrollmentId, '1', 1)
    const [mail] = server.received
    expect(mail).toMatchObject({ from: 'ada@sender.example.test', to: [email] })
    expect(mail?.source).toContain('Subject: Hello there')
    expect(mail?.source).toContain('<p>Dear friend, welcome.</p>')
    expect(mail?.source).toContain('\r\nDear friend, welcome.')
    expect(headerOf(mail?.source ?? '', 'Message-ID')).toMatch(`<${id}.`)
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      state: 'ready',
      context: { outputs: { 1: { hs_execution_state: 'SUCCESS', send_id: id } } },
    })
    expect(await t.log(enrollmentId)).toEqual(['enrolled manual', 'waiting queued', 'succeeded'])
    expect(await sends()).toEqual([{ state: 'sent', code: null }])
  })

  it('RFC 8058 names a signed link for one click, and says that one click is enough', async () => {
    const { enrollmentId, recordIds } = await atEmail(1, {
      content: { html: '<a href="{{ unsubscribe_link }}">no more</a>' },
    })
    await t.dispatchWith(t.dispatcher())
    const source = server.received[0]?.source ?? ''
    expect(headerOf(source, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
    const [, token = ''] =
      /^<https:\/\/crm\.example\.test\/millrace\/v1\/unsubscribe\/([\w-]+)>$/.exec(
        headerOf(source, 'List-Unsubscribe') ?? '',
      ) ?? []
    expect(readUnsubscribe(secretKey, token)).toEqual({
      accountId: t.accountId,
      effectId: effectId(t.accountId, enrollmentId, '1', 1),
      recipient: `record:${recordIds[0]}`,
    })
    expect(readUnsubscribe(secretKey, `${token.slice(0, -2)}AA`)).toBeNull()
    expect(source.replace(/=\r\n/g, '')).toContain(`/millrace/v1/unsubscribe/${token}`)
  })

  it('A-EML-13 says what is published when it leaves, not when it was queued', async () => {
    const { emailId } = await atEmail()
    await t.query(sql`UPDATE emails SET published = published || '{"subject": "Newer"}'
      WHERE account_id = ${t.accountId} AND id = ${emailId}`)
    await t.dispatchWith(t.dispatcher())
    expect(server.received[0]?.source).toContain('Subject: Newer')
  })

  it('A-EML-17 that is not published any more fails, raises an issue, and the enrollment goes on', async () => {
    const { emailId, enrollmentId } = await atEmail()
    await t.query(
      sql`UPDATE emails SET published = NULL WHERE account_id = ${t.accountId} AND id = ${emailId}`,
    )
    await t.dispatchWith(t.dispatcher())
    expect((await t.log(enrollmentId)).at(-1)).toBe('failed missing_email')
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
    expect(await issues()).toMatchObject([{ kind: 'missing_asset' }])
    expect(server.received).toEqual([])
  })

  it('no value can begin a header or name another recipient', async () => {
    const { workflowId } = await atEmail(0, {
      subject: '{{ contact.firstname }}',
      from: { fromName: 'Ada\r\nBcc: a@evil.test', replyTo: 'ada@sender.example.test' },
    })
    const firstname = 'Hi\r\nBcc: b@evil.test\r\n\r\nbody'
    const [id = 0] = await records(t.database.db, t.accountId, '0-1', [
      { email: 'x@example.test', firstname },
    ])
    await t.enrollInto(workflowId, id)
    await t.dispatchWith(t.dispatcher())
    expect(server.received[0]?.to).toHaveLength(1)
    expect(server.received[0]?.source.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/im)
  })

  it('A-EML-20 is signed by the user whom a property names; one who cannot sign leaves it to the e-mail', async () => {
    const { db } = t.database
    const owner = await db.withAccount(t.accountId, 'exclusive', (tx) =>
      createUser(tx, { email: 'owner@ours.example.test', firstName: 'Olga' }),
    )
    const sender = { sender: { propertyName: 'hubspot_owner_id' } }
    const { workflowId } = await atEmail(0, {}, sender)
    const [owned = 0, orphan = 0] = await records(db, t.accountId, '0-1', [
      { email: 'owned@example.test', hubspot_owner_id: String(owner.ownerId) },
      { email: 'orphan@example.test' },
    ])
    await t.enrollInto(workflowId, owned)
    await t.enrollInto(workflowId, orphan)
    const dispatcher = t.dispatcher()
    await t.dispatchWith(dispatcher)
    await t.hurry()
    await t.dispatchWith(dispatcher)
    const from = new Map(
      server.received.map(({ from, to, source }) => [to[0], [from, headerOf(source, 'From')]]),
    )
    expect(from.get('owned@example.test')).toEqual([
      'owner@ours.example.test',
      '"Olga" <owner@ours.example.test>',
    ])
    expect(from.get('orphan@example.test')).toEqual([
      'ada@sender.example.test',
      '"Ada" <ada@sender.example.test>',
    ])
  })

  it('without a mail server fails and says so', async () => {
    const { enrollmentId } = await atEmail()
    const { mail } = t
    t.mail = {}
    const dispatcher = t.dispatcher()
    t.mail = mail
    await t.dispatchWith(dispatcher)
    expect((await t.log(enrollmentId)).at(-1)).toBe('failed email_not_configured')
  })
})

describe('who does not get it is a skip, never a failure (A-EML-12)', () => {
  const skipped = async (additions: object, make: (email: string) => Promise<unknown>) => {
    const { enrollmentId, email } = await atEmail(1, {}, additions)
    await make(email ?? '')
    await t.dispatchWith(t.dispatcher())
    expect(server.received).toEqual([])
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
    expect(await issues()).toEqual([])
    return (await t.log(enrollmentId)).at(-1)
  }
  const status = (address: string, subscriptionId: number, subscribed = false) =>
    t.database.db.withAccount(t.accountId, 'shared', (tx) =>
      setSubscriptionStatus(tx, {
        address,
        subscriptionId,
        subscribed,
        personal: true,
        legalBasis: null,
        legalBasisExplanation: null,
        source: 'LINK',
      }),
    )
  const suppress = (reason: 'hard_bounce' | 'spam_report' | 'low_engagement') => (address: string) =>
    t.database.db.withAccount(t.accountId, 'shared', (tx) => suppressAddress(tx, address, reason))

  it('A-EML-6 who opted out of all e-mail', async () => {
    expect(await skipped({}, (email) => status(email, 0))).toBe('skipped opted_out')
  })
  it('A-EML-6 who opted out of this kind', async () => {
    expect(await skipped({}, (email) => status(email, 1))).toBe('skipped opted_out')
  })
  it('A-EML-7 whose address bounced', async () => {
    expect(await skipped({}, suppress('hard_bounce'))).toBe('skipped hard_bounced')
  })
  it('A-EML-8 who reported spam', async () => {
    expect(await skipped({}, suppress('spam_report'))).toBe('skipped reported_spam')
  })
  it('A-EML-9 whose address is excluded', async () => {
    expect(await skipped({}, suppress('low_engagement'))).toBe('skipped address_quarantined')
  })
  it('A-EML-11 who never agreed, where consent is required', async () => {
    const require = () =>
      t.query(sql`INSERT INTO email_settings (account_id, consent_required) VALUES (${t.accountId}, true)`)
    expect(await skipped({}, require)).toBe('skipped no_legal_basis')
  })

  it('A-EML-5 who has no address, and A-EML-11 who agreed does get it', async () => {
    const emailId = await aPublishedEmail(t.database.db, t.accountId)
    const { workflowId, email } = await t.enrolled(1, sendsEmail(emailId))
    await t.query(
      sql`INSERT INTO email_settings (account_id, consent_required) VALUES (${t.accountId}, true)`,
    )
    await status(email ?? '', 1, true)
    const [nobody = 0] = await records(t.database.db, t.accountId, '0-1', [{ firstname: 'Nobody' }])
    const enrollmentId = await t.enrollInto(workflowId, nobody)
    await t.dispatchWith(t.dispatcher())
    expect((await t.log(enrollmentId)).at(-1)).toBe('skipped no_address')
    expect(server.received.map(({ to }) => to)).toEqual([[email]])
  })

  it('A-EML-15 who has received it, where the step says so; A-EML-14 everybody else gets it again', async () => {
    const { workflowId, recordIds } = await atEmail(1, {}, { skipIfReceived: true })
    const dispatcher = t.dispatcher()
    await t.dispatchWith(dispatcher)
    await t.runWaves()
    const second = await t.enrollInto(workflowId, recordIds[0] ?? 0)
    await t.hurry()
    await t.dispatchWith(dispatcher)
    expect((await t.log(second)).at(-1)).toBe('skipped already_received')
    expect(server.received).toHaveLength(1)
  })

  it('A-EML-16 who has had enough, where the step respects the cap', async () => {
    await t.query(sql`INSERT INTO email_settings (account_id, frequency_cap) VALUES (${t.accountId}, 2)`)
    const { workflowId, recordIds, enrollmentId } = await atEmail(1, {}, { respectFrequencyCap: true })
    const dispatcher = t.dispatcher()
    const enrollments = [enrollmentId]
    for (let i = 0; i < 2; i++) {
      await t.dispatchWith(dispatcher)
      await t.runWaves()
      enrollments.push(await t.enrollInto(workflowId, recordIds[0] ?? 0))
      await t.hurry()
    }
    await t.dispatchWith(dispatcher)
    expect((await t.log(enrollments[2] ?? 0)).at(-1)).toBe('skipped frequency_cap')
    expect(server.received).toHaveLength(2)
  })
})

describe('a mail server that misbehaves', () => {
  const ends = async (phases: typeof server.phases) => {
    const { enrollmentId } = await atEmail()
    server.phases = phases
    const hangs = Object.values(phases).includes('hang')
    await t.dispatchWith(t.dispatcher(hangs ? quick : {}))
    return { enrollmentId, last: (await t.log(enrollmentId)).at(-1), sends: await sends() }
  }

  it.each([
    ['refuses the connection with 421', { connect: { code: 421 } }, 'mail_server_busy'],
    ['refuses it with 554', { connect: { code: 554 } }, 'connection_failed'],
    ['drops it before it greets', { connect: 'drop' }, 'connection_failed'],
    ['never greets', { connect: 'hang' }, 'timed_out'],
    ['asks to come back at MAIL FROM', { mailFrom: { code: 451 } }, 'mail_server_busy'],
    ['drops at RCPT TO', { rcptTo: 'drop' }, 'connection_failed'],
    ['hangs at RCPT TO', { rcptTo: 'hang' }, 'timed_out'],
    ['has a greylist', { rcptTo: { code: 450 } }, 'mail_server_busy'],
    ['has it whole and asks to come back', { dot: { code: 452 } }, 'mail_server_busy'],
  ] as const)('A-GEN-15 %s: it is tried again', async (_what, phases, code) => {
    const { enrollmentId, last, sends: rows } = await ends(phases)
    expect(last).toBe(`retrying ${code}`)
    expect(rows).toEqual([{ state: 'deferred', code }])
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'effect' })
    server.phases = {}
    await t.hurry()
    await t.dispatchWith(t.dispatcher())
    expect((await t.log(enrollmentId)).at(-1)).toBe('succeeded')
    expect(await sends()).toEqual([{ state: 'sent', code: null }])
  })

  it('A-EML-7 knows no such address: it bounced, without an issue, and nothing goes there again', async () => {
    const { last, enrollmentId } = await ends({ rcptTo: { code: 550, message: '5.1.1 no such user' } })
    expect(last).toBe('failed email_bounced')
    expect(await issues()).toEqual([])
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
    expect(
      await t.query(sql`SELECT reason FROM email_suppressions WHERE account_id = ${t.accountId}`),
    ).toEqual([{ reason: 'hard_bounce' }])
  })

  it.each([
    ['at MAIL FROM', { mailFrom: { code: 550 } }],
    ['for reasons of policy', { rcptTo: { code: 550, message: '5.7.1 we do not like you' } }],
    ['after the message', { dot: { code: 554 } }],
  ] as const)(
    'A-GEN-14 refuses for good %s: failed, with an issue, and nobody is suppressed',
    async (_at, phases) => {
      const { last } = await ends(phases)
      expect(last).toBe('failed email_rejected')
      expect(await issues()).toMatchObject([{ kind: 'email_failure' }])
      expect(await t.query(sql`SELECT FROM email_suppressions WHERE account_id = ${t.accountId}`)).toEqual([])
    },
  )

  it.each([
    ['drops while the message is written', { data: 'drop' }],
    ['drops after the final dot', { dot: 'drop' }],
    ['hangs after the final dot', { dot: 'hang' }],
  ] as const)('engine.md 5 %s: in doubt, never a blind resend', async (_what, phases) => {
    const { enrollmentId, last, sends: rows } = await ends(phases)
    expect(last).toBe('in_doubt in_doubt')
    expect(rows).toEqual([{ state: 'in_doubt', code: null }])
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
    expect(await issues()).toMatchObject([{ kind: 'in_doubt', detail: { effect: { kind: 'email' } } }])
    expect(await t.outbox()).toEqual([])
  })

  it('A-GEN-15 is given up after three days', async () => {
    const { enrollmentId } = await atEmail()
    await t.query(sql`UPDATE outbox SET first_attempt_at = now() - interval '3 days', attempt = 12
      WHERE account_id = ${t.accountId}`)
    server.phases = { mailFrom: { code: 451 } }
    await t.dispatchWith(t.dispatcher())
    expect((await t.log(enrollmentId)).at(-1)).toBe('failed retries_exhausted')
    expect(await sends()).toEqual([{ state: 'failed', code: 'retries_exhausted' }])
  })
})

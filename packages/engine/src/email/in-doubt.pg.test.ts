import { type Issue, listIssues } from '@millrace/store'
import { records } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { describe, expect, it } from 'vitest'
import { decideIssue } from '../outbox/decide-in-doubt.js'
import { aPublishedEmail, sendsEmail } from '../testing/an-email.js'
import { anOutboxWithMail } from '../testing/an-outbox-with-mail.js'

const { outbox: t, server } = await anOutboxWithMail()

const atEmail = async (count = 1, members: object = {}) =>
  t.enrolled(count, sendsEmail(await aPublishedEmail(t.database.db, t.accountId)), members)
const openIssues = () =>
  t.database.db.withAccount(t.accountId, 'read', (tx) => listIssues(tx, { limit: 10, resolved: false }))
const decide = (issue: Issue, action: 'resend' | 'mark_as_sent') =>
  t.database.db.withAccount(t.accountId, 'shared', (tx) => decideIssue(tx, issue, action, null))
const messageIds = () => server.received.map(({ source }) => /^Message-ID: (.*)$/m.exec(source)?.[1])
const states = () =>
  t.query<{ state: string }>(sql`SELECT state FROM email_sends WHERE account_id = ${t.accountId}`)

async function inDoubt() {
  const enrolled = await atEmail()
  server.phases = { dot: 'drop' }
  await t.dispatchWith(t.dispatcher())
  server.phases = {}
  const [issue] = await openIssues()
  if (!issue) throw new Error('no issue was raised')
  return { ...enrolled, issue }
}

describe('a dispatcher that dies with e-mails in flight', () => {
  it('engine.md 5 leaves them in doubt, and its late answers are told, not applied', async () => {
    const { enrollmentId } = await atEmail()
    server.phases = { dot: 'hang' }
    const first = t.dispatcher()
    await first.dispatch(t.accountId)
    await expect.poll(() => server.received.length, { timeout: 20_000 }).toBe(1)
    await t.expireLeases()
    const second = t.dispatcher()
    await second.dispatch(t.accountId)
    await t.dispatchWith(second)
    expect((await t.log(enrollmentId)).at(-1)).toBe('in_doubt in_doubt')
    expect(await states()).toEqual([{ state: 'in_doubt' }])
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
    expect(await openIssues()).toMatchObject([{ kind: 'in_doubt' }])
    server.hangUp()
    await first.idle()
    expect((await t.log(enrollmentId)).at(-1)).toBe('retrying late_answer')
    expect(await states()).toEqual([{ state: 'in_doubt' }])
    expect(server.received).toHaveLength(1)
  })

  it('that is told to stop gives back what it has not begun, to be sent by the next one', async () => {
    const { enrollmentIds } = await atEmail(4)
    server.phases = { rcptTo: 'hang' }
    const first = t.dispatcher({ smtpConnections: 1, smtpTimeoutMs: 300 })
    await first.dispatch(t.accountId)
    await first.close()
    server.phases = {}
    await t.hurry()
    await t.dispatchWith(t.dispatcher())
    expect(server.received).toHaveLength(4)
    for (const id of enrollmentIds) expect((await t.log(id)).at(-1)).toBe('succeeded')
  })
})

describe('what somebody decides', () => {
  it('resend sends it again, once, under the same Message-ID; the enrollment stays where it is', async () => {
    const { issue, enrollmentId } = await inDoubt()
    await t.runWaves()
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ended' })
    expect(await decide(issue, 'resend')).toBe(true)
    expect(await decide(issue, 'resend')).toBe(false)
    await t.dispatchWith(t.dispatcher())
    const ids = messageIds()
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
    expect((await t.log(enrollmentId)).slice(-2)).toEqual(['retrying resend_asked', 'succeeded'])
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ended', end_state: 'completed' })
    expect(await states()).toEqual([{ state: 'sent' }])
    expect(await openIssues()).toEqual([])
    expect(await t.outbox()).toEqual([])
  })

  it('resend that is in doubt again asks again', async () => {
    const { issue } = await inDoubt()
    await decide(issue, 'resend')
    server.phases = { dot: 'drop' }
    await t.dispatchWith(t.dispatcher())
    const [again] = await openIssues()
    expect(again).toMatchObject({ kind: 'in_doubt' })
    expect(again?.id).not.toBe(issue.id)
  })

  it('resend is tried again like any other, and is not taken back when the enrollment leaves', async () => {
    const { issue, enrollmentId, recordIds } = await inDoubt()
    await decide(issue, 'resend')
    server.phases = { rcptTo: { code: 450 } }
    await t.dispatchWith(t.dispatcher())
    expect((await t.log(enrollmentId)).at(-1)).toBe('retrying mail_server_busy')
    await t.unenroll(recordIds)
    server.phases = {}
    await t.hurry()
    await t.dispatchWith(t.dispatcher())
    expect(server.received).toHaveLength(2)
    expect((await t.log(enrollmentId)).at(-1)).toBe('succeeded')
  })

  it('A-EML-6 resend asks again whether they want it', async () => {
    const { issue, enrollmentId, email } = await inDoubt()
    await decide(issue, 'resend')
    await t.query(sql`INSERT INTO email_suppressions (account_id, address, reason)
      VALUES (${t.accountId}, ${email}, 'spam_report')`)
    await t.dispatchWith(t.dispatcher())
    expect(server.received).toHaveLength(1)
    expect((await t.log(enrollmentId)).at(-1)).toBe('skipped reported_spam')
  })

  it('mark as sent ends the doubt without a word to anybody', async () => {
    const { issue, enrollmentId } = await inDoubt()
    expect(await decide(issue, 'mark_as_sent')).toBe(true)
    await t.dispatchWith(t.dispatcher())
    expect(server.received).toHaveLength(1)
    expect(await states()).toEqual([{ state: 'sent' }])
    expect((await t.log(enrollmentId)).at(-1)).toBe('succeeded marked_as_sent')
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
  })

  it('an issue of another kind offers neither', async () => {
    const { issue } = await inDoubt()
    await expect(decide({ ...issue, kind: 'missing_asset' }, 'resend')).rejects.toMatchObject({
      code: 'ISSUE_NOT_RESOLVABLE',
    })
  })

  it('a webhook that must not be repeated is sent again by hand, too', async () => {
    const { enrollmentId } = await t.enrolled()
    await t.query(sql`UPDATE outbox SET repeat_safe = false WHERE account_id = ${t.accountId}`)
    t.answer = () => {}
    const first = t.dispatcher()
    await first.dispatch(t.accountId)
    await expect.poll(() => t.received.length, { timeout: 20_000 }).toBe(1)
    await t.expireLeases()
    await t.dispatcher().dispatch(t.accountId)
    t.hangUp()
    await first.idle()
    const [issue] = await openIssues()
    if (!issue) throw new Error('no issue was raised')
    t.answer = (_request, response) => response.end('{}')
    await decide(issue, 'resend')
    await t.hurry()
    await t.dispatchWith(t.dispatcher())
    expect(new Set(t.received.map(({ id }) => id)).size).toBe(1)
    expect(t.received).toHaveLength(2)
    expect((await t.log(enrollmentId)).at(-1)).toBe('succeeded')
  })
})

describe('several recipients', () => {
  /** A company with contacts, in a workflow that writes to them. */
  async function company(...emails: string[]) {
    const { db } = t.database
    const emailId = await aPublishedEmail(db, t.accountId, {
      content: { html: '<p>{{ contact.firstname }} of {{ company.name }}</p>' },
    })
    const people = await records(
      db,
      t.accountId,
      '0-1',
      emails.map((email, index) => ({ email, firstname: `P${index}` })),
    )
    const [id = 0] = await records(db, t.accountId, '0-2', [{ name: 'Acme' }])
    await t.query(sql`INSERT INTO associations (account_id, from_id, to_object_type_id, to_id, category, type_id)
      SELECT ${t.accountId}::bigint, ${id}::bigint, '0-1', p, 'HUBSPOT_DEFINED', 280 FROM unnest(${people}::bigint[]) p
      UNION ALL
      SELECT ${t.accountId}::bigint, p, '0-2', ${id}::bigint, 'HUBSPOT_DEFINED', 279 FROM unnest(${people}::bigint[]) p`)
    const { workflowId } = await t.enrolled(0, sendsEmail(emailId), {
      type: 'PLATFORM_FLOW',
      objectTypeId: '0-2',
      actions: [{ actionId: '1', ...sendsEmail(emailId) }],
    })
    return t.enrollInto(workflowId, id)
  }

  it('A-EML-3 A-EML-4 each gets one; a retry is for those only who were asked to wait', async () => {
    const enrollmentId = await company('a@example.test', 'later@example.test', 'gone@example.test')
    server.phases = {
      rcptTo: (address) =>
        address.startsWith('later')
          ? { code: 450 }
          : address.startsWith('gone')
            ? { code: 550, message: '5.1.1 unknown' }
            : undefined,
    }
    await t.dispatchWith(t.dispatcher())
    expect((await t.log(enrollmentId)).at(-1)).toBe('retrying mail_server_busy')
    server.phases = {}
    await t.hurry()
    await t.dispatchWith(t.dispatcher())
    expect(server.received.map(({ to }) => to[0]).sort()).toEqual(['a@example.test', 'later@example.test'])
    expect(server.received[0]?.source).toContain('P0 of Acme')
    expect((await t.log(enrollmentId)).filter((line) => line.startsWith('succeeded'))).toEqual(['succeeded'])
  })

  it('A-EML-4 one in doubt is resent alone', async () => {
    await company('a@example.test', 'lost@example.test')
    server.phases = { dot: ({ to }) => (to[0]?.startsWith('lost') ? 'drop' : undefined) }
    await t.dispatchWith(t.dispatcher({ smtpConnections: 1 }))
    server.phases = {}
    const [issue] = await openIssues()
    if (!issue) throw new Error('no issue was raised')
    server.received = []
    await decide(issue, 'resend')
    await t.hurry()
    await t.dispatchWith(t.dispatcher())
    expect(server.received.map(({ to }) => to)).toEqual([['lost@example.test']])
  })

  it('with nobody to write to is skipped', async () => {
    const enrollmentId = await company()
    await t.dispatchWith(t.dispatcher())
    expect(await t.log(enrollmentId)).toContain('skipped no_recipient')
  })
})

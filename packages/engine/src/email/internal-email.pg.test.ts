import { createUser, writeEmailSettings } from '@millrace/store'
import { records } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { expect, it } from 'vitest'
import { anOutboxWithMail } from '../testing/an-outbox-with-mail.js'

const { outbox: t, server } = await anOutboxWithMail({ mailFrom: 'crm@ours.example.test' })

const aUser = (email: string) =>
  t.database.db.withAccount(t.accountId, 'exclusive', async (tx) => (await createUser(tx, { email })).id)

const internal = (fields: object, additions: object = {}) => ({
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-8',
  actionTypeVersion: 0,
  fields: { subject: 'About {{ contact.email }}', body: '<p>See {{ contact.email }}</p>', ...fields },
  millrace: additions,
})
const readers = () => server.received.map(({ to }) => to[0]).sort()

it('A-NTE-2 A-NTE-4 A-NTE-8 reaches users and addresses of our domains, once each, with a link to the record', async () => {
  const ann = await aUser('ann@ours.example.test')
  await t.database.db.withAccount(t.accountId, 'shared', (tx) =>
    writeEmailSettings(tx, {
      consentRequired: true,
      frequencyCap: 1,
      frequencyDays: 1,
      internalDomains: ['ours.example.test'],
    }),
  )
  const { enrollmentId, recordIds, email } = await t.enrolled(
    1,
    internal(
      { user_ids: [String(ann), ann] },
      { recipientEmails: ['team@ours.example.test', 'Ann@ours.example.test', 'spy@elsewhere.test'] },
    ),
  )
  await t.dispatchWith(t.dispatcher())
  expect(readers()).toEqual(['ann@ours.example.test', 'team@ours.example.test'])
  const [mail] = server.received
  expect(mail?.from).toBe('crm@ours.example.test')
  const source = mail?.source.replace(/=\r\n/g, '') ?? ''
  expect(source).toContain(`Subject: About ${email}`)
  expect(source).toContain(`https://crm.example.test/contacts/${t.accountId}/record/0-1/${recordIds[0]}`)
  expect(source).not.toContain('List-Unsubscribe')
  expect((await t.log(enrollmentId)).at(-1)).toBe('succeeded')
  const [row] = await t.query<{ detail: object }>(sql`
    SELECT detail FROM action_log WHERE account_id = ${t.accountId} AND enrollment_id = ${enrollmentId} AND seq = 2`)
  // A-NTE-5: who could not be told is named, and no address stands in the log.
  expect(row?.detail).toMatchObject({
    failed: [{ recipient: 'address:…@elsewhere.test', code: 'unknown_recipient' }],
  })
  expect(JSON.stringify(row?.detail)).not.toContain('team@')
})

it('A-NTE-4 what is merged into its HTML is escaped', async () => {
  const ann = await aUser('ann@ours.example.test')
  const { workflowId } = await t.enrolled(
    0,
    internal({ body: '<p>{{ contact.firstname }}</p>', user_ids: [ann] }),
  )
  const [id = 0] = await records(t.database.db, t.accountId, '0-1', [{ firstname: '<script>x</script>' }])
  await t.enrollInto(workflowId, id)
  await t.dispatchWith(t.dispatcher())
  expect(server.received[0]?.source).toContain('<p>&lt;script&gt;x&lt;/script&gt;</p>')
})

it('A-NTE-6 with nobody who can be told fails, raises an issue, and the enrollment goes on', async () => {
  const { enrollmentId } = await t.enrolled(1, internal({ user_ids: ['987654'] }))
  await t.dispatchWith(t.dispatcher())
  expect((await t.log(enrollmentId)).at(-1)).toBe('failed no_recipient')
  expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
  expect(server.received).toEqual([])
})

it('A-NTE-7 does not count as e-mail to the contact', async () => {
  const ann = await aUser('ann@ours.example.test')
  await t.enrolled(1, internal({ user_ids: [ann] }))
  await t.dispatchWith(t.dispatcher())
  expect(
    await t.query(sql`SELECT email_id, recipient FROM email_sends WHERE account_id = ${t.accountId}`),
  ).toEqual([{ email_id: null, recipient: `user:${ann}` }])
})

import { readSubscriptionStatuses, setSubscriptionStatus } from '@millrace/store'
import { records } from '@millrace/store/testing'
import { expect, it } from 'vitest'
import { anOutbox } from '../testing/an-outbox.js'

const t = await anOutbox()

const node = (fields: object) => ({
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-43347357',
  actionTypeVersion: 7,
  fields: { channel: 'EMAIL', subscriptionId: '1', ...fields },
})
const statuses = (address: string) =>
  t.database.db.withAccount(t.accountId, 'read', (tx) => readSubscriptionStatuses(tx, [address]))
const said = (address: string, subscribed: boolean, personal: boolean) =>
  t.database.db.withAccount(t.accountId, 'shared', (tx) =>
    setSubscriptionStatus(tx, {
      address,
      subscriptionId: 1,
      subscribed,
      personal,
      legalBasis: null,
      legalBasisExplanation: null,
      source: 'LINK',
    }),
  )

it('A-MKT-3 A-MKT-4 opts contacts in and out, with the legal basis', async () => {
  const basis = { legalBasis: 'CONSENT_WITH_NOTICE', legalBasisExplanation: 'a form' }
  const { enrollmentIds, email = '' } = await t.enrolled(3, node({ optState: 'OPT_IN', ...basis }))
  for (const id of enrollmentIds) expect(await t.log(id)).toContain('succeeded')
  expect(await statuses(email)).toMatchObject([
    { subscribed: true, personal: false, source: 'WORKFLOW', ...basis },
  ])
})

it('A-MKT-5 who opted out personally is not opted in by a workflow; who did not, is', async () => {
  await said('no@example.test', false, true)
  const { workflowId } = await t.enrolled(0, node({ optState: 'OPT_IN' }))
  const [no = 0, yes = 0] = await records(t.database.db, t.accountId, '0-1', [
    { email: 'no@example.test' },
    { email: 'yes@example.test' },
  ])
  expect(await t.log(await t.enrollInto(workflowId, no))).toContain('skipped opted_out')
  expect(await t.log(await t.enrollInto(workflowId, yes))).not.toContain('skipped opted_out')
  expect(await statuses('no@example.test')).toMatchObject([{ subscribed: false, personal: true }])
  expect(await said('no@example.test', true, true)).toBe(true)
})

it('A-GEN-18 a kind that does not exist fails, and changes nothing', async () => {
  const { enrollmentId, email = '' } = await t.enrolled(
    1,
    node({ optState: 'OPT_OUT', subscriptionId: '999999' }),
  )
  expect(await t.log(enrollmentId)).toContain('failed missing_subscription')
  expect(await statuses(email)).toEqual([])
})

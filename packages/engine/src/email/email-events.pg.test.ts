// What became of an e-mail, and who opted in or out, enroll where somebody waits for it (W-EVT-17, W-EVT-22, W-EVT-24).
import { definitionsOf } from '@millrace/store'
import sql from 'sql-template-tag'
import { expect, it } from 'vitest'
import { evaluate } from '../evaluate/evaluate.js'
import { setSubscriptions } from '../tell/set-subscriptions.js'
import { aPublishedEmail, sendsEmail } from '../testing/an-email.js'
import { anOutboxWithMail } from '../testing/an-outbox-with-mail.js'
import { happening, isEqualTo, onEvents } from '../testing/engine-criteria.js'
import { aFlow, anEngine, aPublishedWorkflow } from '../testing/engine-fixture.js'

const { outbox: t, server } = await anOutboxWithMail()

const waitsFor = (eventTypeId: string, ...filters: readonly ReturnType<typeof isEqualTo>[]) =>
  aPublishedWorkflow(
    t.database.db,
    t.accountId,
    aFlow({ ...onEvents([happening(eventTypeId, ...filters)]), startActionId: null, actions: [] }),
  )

async function entered(workflowId: number): Promise<number[]> {
  const engine = anEngine(t.database.db)
  for (const lane of ['interactive', 'bulk'] as const)
    while ((await evaluate(engine, t.accountId, lane)).claimed > 0);
  const rows = await t.query<{ id: number }>(
    sql`SELECT record_id AS id FROM enrollments WHERE account_id = ${t.accountId} AND workflow_id = ${workflowId} ORDER BY id`,
  )
  return rows.map(({ id }) => id)
}

it('W-EVT-17 W-EVS-12 a marketing e-mail that was sent enrolls the contact it went to', async () => {
  const emailId = await aPublishedEmail(t.database.db, t.accountId)
  const [sent, other] = [
    await waitsFor('4-667638', isEqualTo('hs_email_id', String(emailId))),
    await waitsFor('4-667638', isEqualTo('hs_email_id', '1234567')),
  ]
  const { recordIds } = await t.enrolled(2, sendsEmail(emailId))
  await t.dispatchWith(t.dispatcher())
  expect(server.received).toHaveLength(2)
  expect((await entered(sent)).sort()).toEqual([...recordIds].sort())
  expect(await entered(other)).toEqual([])
})

const isHard = {
  filterType: 'PROPERTY',
  property: 'hs_bounce_type',
  operation: { operationType: 'ENUMERATION', operator: 'IS_ANY_OF', values: ['HARD'] },
}

it('W-EVT-22 one that bounced enrolls whom it did not reach', async () => {
  const bounced = await waitsFor('4-5470331', isHard)
  const emailId = await aPublishedEmail(t.database.db, t.accountId)
  server.phases = { rcptTo: { code: 550, message: '5.1.1 no such user' } }
  const { recordIds } = await t.enrolled(1, sendsEmail(emailId))
  await t.dispatchWith(t.dispatcher())
  expect(await entered(bounced)).toEqual(recordIds)
})

it('W-EVT-24 opting out enrolls, by a step or by the person; saying it again does not', async () => {
  const out = await waitsFor('4-666289', isEqualTo('hs_status', 'UNSUBSCRIBED'))
  const step = {
    type: 'SINGLE_CONNECTION',
    actionTypeId: '0-43347357',
    actionTypeVersion: 7,
    fields: { channel: 'EMAIL', subscriptionId: '1', optState: 'OPT_OUT' },
  }
  const { recordIds } = await t.enrolled(1, step)
  expect(await entered(out)).toEqual(recordIds)
  const { recordIds: others, email = '' } = await t.enrolled(1, {})
  const say = (subscribed: boolean) =>
    t.database.db.withAccount(t.accountId, 'shared', async (tx) => {
      const basis = { legalBasis: null, legalBasisExplanation: null }
      const status = {
        address: email,
        subscriptionId: 1,
        subscribed,
        personal: true,
        ...basis,
        source: 'LINK',
      }
      const cause = { source: { type: 'SYSTEM' }, chain: [] } as const
      await setSubscriptions(tx, await definitionsOf(tx), [{ status, lane: 'interactive', cause }])
    })
  await say(true)
  await say(false)
  await say(false)
  expect(await entered(out)).toEqual([...recordIds, ...others])
  const told = await t.query(sql`
    SELECT properties FROM events WHERE account_id = ${t.accountId} AND record_id = ${others[0]} AND event_type_id = '4-666289'
    ORDER BY properties ->> 'hs_previous_status' NULLS FIRST`)
  expect(told).toEqual([
    { properties: { hs_subscription_id: '1', hs_channel: 'EMAIL', hs_status: 'SUBSCRIBED' } },
    {
      properties: {
        hs_subscription_id: '1',
        hs_channel: 'EMAIL',
        hs_status: 'UNSUBSCRIBED',
        hs_previous_status: 'SUBSCRIBED',
      },
    },
  ])
})

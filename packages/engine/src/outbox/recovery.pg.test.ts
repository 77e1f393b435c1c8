import type { ServerResponse } from 'node:http'
import { CommitUnknown, putSecret } from '@millrace/store'
import sql from 'sql-template-tag'
import { describe, expect, it } from 'vitest'
import type { PlantedDefect } from '../faults.js'
import { anOutbox } from '../testing/an-outbox.js'
import { secretKey } from '../testing/outbox-fixture.js'
import { effectId } from './effect-id.js'

const t = await anOutbox()

const planted = (...defects: PlantedDefect[]) => new Set(defects)

/** Epoch seconds. */
async function leaseEnds(): Promise<number> {
  const [lease] = await t.query<{ at: number }>(sql`
    SELECT extract(epoch FROM expires_at)::float8 AS at FROM outbox_leases WHERE account_id = ${t.accountId}`)
  return lease?.at ?? 0
}

/** Two dispatchers, the first one overtaken while its answer is on the way. */
async function overtaken(defects: ReadonlySet<PlantedDefect>) {
  const state = await t.enrolled()
  let arrived = () => {}
  let go = () => {}
  const answered = new Promise<void>((resolve) => {
    arrived = resolve
  })
  const released = new Promise<void>((resolve) => {
    go = resolve
  })
  const first = t.dispatcher(
    {},
    {
      planted: defects,
      point: async (name) => {
        if (name !== 'outbox:answered') return
        arrived()
        await released
      },
    },
  )
  await first.dispatch(t.accountId)
  await answered
  await t.expireLeases()
  const second = t.dispatcher()
  expect(await second.dispatch(t.accountId)).toMatchObject({ claimed: 0, more: true })
  await t.hurry()
  await second.dispatch(t.accountId)
  await second.idle()
  go()
  await first.idle()
  return state
}

describe('after a dispatcher died', () => {
  it('I5 what is repeat-safe goes again under the same id; the late answer is logged, not applied', async () => {
    const { enrollmentId } = await overtaken(planted())
    expect(t.received).toHaveLength(2)
    expect(new Set(t.received.map(({ id }) => id)).size).toBe(1)
    expect(await t.log(enrollmentId)).toEqual([
      'enrolled manual',
      'waiting queued',
      'retrying dispatcher_lost',
      'succeeded',
      'retrying late_answer',
    ])
  })

  it('without its fence the late answer would be a second success: the log shows it', async () => {
    const { enrollmentId } = await overtaken(planted('missing-fence'))
    expect((await t.log(enrollmentId)).filter((outcome) => outcome === 'succeeded')).toHaveLength(2)
  })

  it('what must not be repeated is in doubt: the step ends, an issue asks, the enrollment goes on', async () => {
    const { enrollmentId } = await t.enrolled()
    await t.query(sql`UPDATE outbox SET repeat_safe = false WHERE account_id = ${t.accountId}`)
    t.answer = () => {}
    const first = t.dispatcher()
    await first.dispatch(t.accountId)
    await expect.poll(() => t.received.length, { timeout: 20_000 }).toBe(1)
    await t.expireLeases()
    const second = t.dispatcher()
    await second.dispatch(t.accountId)
    await t.dispatchWith(second)
    expect((await t.log(enrollmentId)).at(-1)).toBe('in_doubt in_doubt')
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
    const issues = await t.query<{ kind: string; detail: object }>(
      sql`SELECT kind, detail FROM issues WHERE account_id = ${t.accountId}`,
    )
    expect(issues).toMatchObject([{ kind: 'in_doubt', detail: { offers: ['resend', 'mark_as_sent'] } }])
    t.hangUp()
    await first.idle()
    expect(t.received).toHaveLength(1)
  })

  it('R7 a dispatcher whose lease is gone stops waiting for answers', async () => {
    await t.enrolled()
    t.answer = () => {}
    const dispatcher = t.dispatcher({ leaseMs: 300 })
    await dispatcher.dispatch(t.accountId)
    await t.query(sql`DELETE FROM outbox_leases WHERE account_id = ${t.accountId}`)
    await dispatcher.idle()
    expect(await t.outbox()).toMatchObject([{ state: 'in_flight' }])
    await t.query(sql`DELETE FROM outbox WHERE account_id = ${t.accountId}`)
    await t.query(sql`UPDATE outbox_lanes SET in_flight = 0 WHERE account_id = ${t.accountId}`)
    await t.query(
      sql`UPDATE enrollments SET state = 'ready', due_at = now() WHERE account_id = ${t.accountId}`,
    )
  })

  it('R7 a lease is renewed for as long as an answer takes', async () => {
    const { enrollmentId } = await t.enrolled()
    let answered: ServerResponse | undefined
    t.answer = (_request, response) => {
      answered = response
    }
    const dispatcher = t.dispatcher({ leaseMs: 7_500 })
    await dispatcher.dispatch(t.accountId)
    for (let renewals = 0; renewals < 2; renewals++) {
      const before = await leaseEnds()
      await expect.poll(leaseEnds, { timeout: 20_000 }).toBeGreaterThan(before)
    }
    answered?.end()
    await dispatcher.idle()
    expect((await t.log(enrollmentId)).at(-1)).toBe('succeeded')
  }, 60_000)
})

async function settledUnsurely(defects: ReadonlySet<PlantedDefect>) {
  const state = await t.enrolled()
  let lost = false
  const dispatcher = t.dispatcher(
    {},
    {
      planted: defects,
      point: (name) => {
        if (name !== 'outbox:settled' || lost) return
        lost = true
        throw new CommitUnknown('the answer to COMMIT was lost')
      },
    },
  )
  await t.dispatchWith(dispatcher)
  return state
}

it('R6 a COMMIT whose answer was lost is asked about, never repeated', async () => {
  const { enrollmentId } = await settledUnsurely(planted())
  expect(t.received).toHaveLength(1)
  expect(await t.log(enrollmentId)).toEqual(['enrolled manual', 'waiting queued', 'succeeded'])
})

it('an effect id that changes with the attempt would be seen by the receiver', async () => {
  const faults = { point() {}, planted: planted('unstable-effect-id') }
  expect(effectId(1, 2, '3', 1, faults)).not.toBe(effectId(1, 2, '3', 1, faults))
  expect(effectId(1, 2, '3', 1)).toBe(effectId(1, 2, '3', 1))
  const ids = [
    effectId(1, 2, '3', 1),
    effectId(1, 2, '3', 2),
    effectId(1, 2, '31', 1),
    effectId(12, 2, '3', 1),
  ]
  expect(new Set(ids).size).toBe(4)
})

describe('lanes', () => {
  it('A-WHK-20 a slow host does not stall another', async () => {
    const slow = await t.enrolled(1)
    const fast = await t.enrolled(1, { webhookUrl: `http://localhost:${t.port}/fast` })
    t.answer = (request, response) => {
      if (request.headers.host?.startsWith('localhost')) response.end()
    }
    const dispatcher = t.dispatcher()
    while ((await dispatcher.dispatch(t.accountId)).more);
    await expect.poll(() => t.log(fast.enrollmentId), { timeout: 20_000 }).toContain('succeeded')
    expect(await t.log(slow.enrollmentId)).toEqual(['enrolled manual', 'waiting queued'])
    t.hangUp()
    await dispatcher.idle()
    expect((await t.log(slow.enrollmentId)).at(-1)).toBe('retrying connection_failed')
  })

  it('A-WHK-20 A-WHK-21 no more than the host takes in a second leave, and none is left behind', async () => {
    await t.enrolled(12)
    const dispatcher = t.dispatcher({ perSecond: 5 })
    const started = performance.now()
    let last = await dispatcher.dispatch(t.accountId)
    expect(last.claimed).toBe(5)
    while (last.nextAt !== null || last.more) {
      await dispatcher.idle()
      await new Promise((over) => setTimeout(over, 50))
      last = await dispatcher.dispatch(t.accountId)
    }
    await dispatcher.idle()
    expect(t.received).toHaveLength(12)
    expect(performance.now() - started).toBeGreaterThan(1_900)
    expect(new Set(t.received.map(({ id }) => id)).size).toBe(12)
  })

  it('two dispatchers on one lane send each effect once', async () => {
    const { enrollmentIds } = await t.enrolled(40)
    const both = [t.dispatcher({ perSecond: 1_000 }), t.dispatcher({ perSecond: 1_000 })]
    for (let round = 0; round < 10; round++) {
      await Promise.all(both.map((dispatcher) => dispatcher.dispatch(t.accountId)))
      await Promise.all(both.map((dispatcher) => dispatcher.idle()))
      await t.hurry()
    }
    expect(t.received).toHaveLength(40)
    expect(new Set(t.received.map(({ id }) => id)).size).toBe(40)
    for (const id of enrollmentIds)
      expect(await t.log(id)).toEqual(['enrolled manual', 'waiting queued', 'succeeded'])
    expect(await t.query(sql`SELECT in_flight FROM outbox_lanes WHERE account_id = ${t.accountId}`)).toEqual([
      { in_flight: 0 },
    ])
    expect(await t.query(sql`SELECT id FROM outbox_leases WHERE account_id = ${t.accountId}`)).toEqual([])
  })
})

describe('secrets', () => {
  it('A-WHK-10 A-COD-10 are stored sealed, sent, and never logged', async () => {
    const canary = 'canary-5f0c'
    await t.database.db.withAccount(t.accountId, 'shared', (tx) =>
      putSecret(tx, secretKey, 'crm', `Bearer ${canary}`),
    )
    await t.enrolled(1, {
      authSettings: { type: 'AUTH_KEY', name: 'Authorization', location: 'HEADER', secretName: 'crm' },
    })
    t.answer = (request, response) => response.end(`you sent ${request.headers.authorization}`)
    await t.dispatchWith(t.dispatcher())
    expect(t.received[0]?.headers.authorization).toBe(`Bearer ${canary}`)
    const rows = await t.query(sql`SELECT * FROM action_log WHERE account_id = ${t.accountId}`)
    const sealed = await t.query<{ sealed: Buffer }>(
      sql`SELECT sealed FROM secrets WHERE account_id = ${t.accountId}`,
    )
    expect(JSON.stringify(rows)).toContain('you sent ***')
    expect(JSON.stringify(rows)).not.toContain(canary)
    expect(sealed[0]?.sealed.includes(canary)).toBe(false)
  })

  it('A-GEN-18 that do not exist, or that this key does not open, fail the step and raise an issue', async () => {
    const other = new Uint8Array(32).fill(8)
    await t.database.db.withAccount(t.accountId, 'shared', (tx) => putSecret(tx, other, 'crm', 'x'))
    const { enrollmentId } = await t.enrolled(1, {
      authSettings: { type: 'AUTH_KEY', name: 'Authorization', location: 'HEADER', secretName: 'crm' },
    })
    await t.dispatchWith(t.dispatcher())
    expect(t.received).toEqual([])
    expect((await t.log(enrollmentId)).at(-1)).toBe('failed missing_secret')
    expect(await t.query(sql`SELECT kind FROM issues WHERE account_id = ${t.accountId}`)).toEqual([
      { kind: 'missing_asset' },
    ])
  })
})

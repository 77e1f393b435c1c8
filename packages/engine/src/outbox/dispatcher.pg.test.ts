import { changeMembers, definitionsOf, readClock } from '@millrace/store'
import sql from 'sql-template-tag'
import { describe, expect, it } from 'vitest'
import { unpublish } from '../publish/unpublish.js'
import { anOutbox } from '../testing/an-outbox.js'
import { effectId } from './effect-id.js'

const t = await anOutbox()

describe('an effect', () => {
  it('W-ENG-4 A-WHK-24 leaves once, under its stable id, and the enrollment goes on with its outputs', async () => {
    const { enrollmentId, email } = await t.enrolled()
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'effect' })
    await t.dispatchWith(t.dispatcher())
    expect(t.received).toMatchObject([
      { id: effectId(t.accountId, enrollmentId, '1', 1), body: `{"email":"${email}"}` },
    ])
    expect(await t.outbox()).toEqual([])
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      state: 'ready',
      context: { outputs: { 1: { ticket: 'T1', hs_http_status: 200, hs_execution_state: 'SUCCESS' } } },
    })
    await t.runWaves()
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ended', end_state: 'completed' })
    expect(await t.log(enrollmentId)).toEqual([
      'enrolled manual',
      'waiting queued',
      'succeeded',
      'succeeded',
      'ended completed',
    ])
  })

  it('A-FLW-14 at the end of a path completes the enrollment', async () => {
    const { enrollmentId } = await t.enrolled(1, { connection: undefined })
    await t.dispatchWith(t.dispatcher())
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      state: 'ended',
      end_state: 'completed',
      context: null,
    })
    expect((await t.log(enrollmentId)).at(-1)).toBe('ended completed')
  })

  it('A-GEN-15 A-GEN-17 is tried again with the same id and words; the record waits at it', async () => {
    const { enrollmentId, recordIds } = await t.enrolled(1, { queryParams: [] })
    t.answer = (_request, response) => response.writeHead(503).end()
    const dispatcher = t.dispatcher()
    await t.dispatchWith(dispatcher)
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'effect' })
    const [row] = await t.outbox()
    expect(row).toMatchObject({ state: 'retrying', attempt: 1 })
    expect(row?.wait).toBeGreaterThanOrEqual(60)
    expect(row?.wait).toBeLessThanOrEqual(66)
    expect(await dispatcher.dispatch(t.accountId)).toMatchObject({
      claimed: 0,
      more: false,
      nextAt: expect.any(Number),
    })

    await t.query(
      sql`UPDATE records SET hot = '{}' WHERE account_id = ${t.accountId} AND id = ${recordIds[0]}`,
    )
    await t.hurry()
    t.answer = (_request, response) => response.end()
    await t.dispatchWith(dispatcher)
    expect(t.received).toHaveLength(2)
    expect(t.received[1]?.id).toBe(t.received[0]?.id)
    expect(t.received[1]?.body).toBe(t.received[0]?.body)
    expect(await t.log(enrollmentId)).toEqual([
      'enrolled manual',
      'waiting queued',
      'retrying http_status',
      'succeeded',
    ])
  })

  it('A-WHK-6 A-WHK-9 carries the whole record as the object API returns it, a contact with its history', async () => {
    const { recordIds, email } = await t.enrolled(1, { queryParams: [] })
    await t.dispatchWith(t.dispatcher())
    expect(JSON.parse(t.received[0]?.body ?? '')).toMatchObject({
      id: String(recordIds[0]),
      properties: { email, hs_object_id: String(recordIds[0]) },
      propertiesWithHistory: { email: [{ value: email, sourceType: 'INTEGRATION' }] },
      archived: false,
    })
  })

  it('A-GEN-15 is given up after three days', async () => {
    const { enrollmentId } = await t.enrolled()
    await t.query(
      sql`UPDATE outbox SET first_attempt_at = now() - interval '3 days', attempt = 12 WHERE account_id = ${t.accountId}`,
    )
    t.answer = (_request, response) => response.writeHead(500).end()
    await t.dispatchWith(t.dispatcher())
    expect((await t.log(enrollmentId)).at(-1)).toBe('failed retries_exhausted')
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
  })

  it('A-WHK-17 429 keeps the whole host waiting for as long as it asks', async () => {
    await t.enrolled(3)
    t.answer = (_request, response) => response.writeHead(429, { 'retry-after': '300' }).end()
    const dispatcher = t.dispatcher({ perSecond: 1 })
    await t.dispatchWith(dispatcher)
    expect(t.received).toHaveLength(1)
    const { nextAt } = await dispatcher.dispatch(t.accountId)
    const now = await t.database.db.withAccount(t.accountId, 'read', readClock)
    expect((nextAt ?? 0) - now).toBeGreaterThan(290_000)
    expect(t.received).toHaveLength(1)
  })

  it('A-GEN-14 A-WHK-16 that fails for good is logged, raises an issue, and the enrollment goes on', async () => {
    const { enrollmentId } = await t.enrolled()
    t.answer = (_request, response) => response.writeHead(404).end('not here')
    await t.dispatchWith(t.dispatcher())
    expect((await t.log(enrollmentId)).at(-1)).toBe('failed http_status')
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
    expect(
      await t.query(sql`SELECT kind, occurrences FROM issues WHERE account_id = ${t.accountId}`),
    ).toEqual([{ kind: 'webhook_failure', occurrences: 1 }])
  })

  it('A-GEN-14 or ends the enrollment where the action says so', async () => {
    const { enrollmentId } = await t.enrolled(1, { millrace: { onFailure: 'stop' } })
    t.answer = (_request, response) => response.writeHead(404).end()
    await t.dispatchWith(t.dispatcher())
    expect(await t.enrollment(enrollmentId)).toMatchObject({ end_state: 'failed', reason: 'error_stop' })
  })
})

describe('what is asked again when a row is taken', () => {
  it('W-RUN-2 a workflow that is off skips it', async () => {
    const { workflowId, enrollmentId } = await t.enrolled()
    await unpublish(t.database.db, t.accountId, workflowId, { unenrollAll: false })
    await t.dispatchWith(t.dispatcher())
    expect(t.received).toEqual([])
    expect((await t.log(enrollmentId)).at(-1)).toBe('skipped workflow_off')
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ready' })
  })

  it('A-GEN-20 nothing is sent for a record that was deleted meanwhile', async () => {
    const { recordIds, enrollmentId } = await t.enrolled()
    await t.query(
      sql`UPDATE records SET deleted_at = now() WHERE account_id = ${t.accountId} AND id = ${recordIds[0]}`,
    )
    await t.dispatchWith(t.dispatcher())
    expect(t.received).toEqual([])
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      end_state: 'unenrolled',
      reason: 'record_deleted',
    })
    await t.query(
      sql`UPDATE records SET deleted_at = NULL WHERE account_id = ${t.accountId} AND id = ${recordIds[0]}`,
    )
  })

  it('W-SUP-7 who was suppressed meanwhile leaves', async () => {
    const [list] = await t.query<{ id: number }>(sql`
      INSERT INTO lists (account_id, object_type_id, name, processing_type)
      VALUES (${t.accountId}, '0-1', 'Stop', 'MANUAL') RETURNING id`)
    const { recordIds, enrollmentId } = await t.enrolled(1, {}, { suppressionListIds: [list?.id ?? 0] })
    await t.database.db.withAccount(t.accountId, 'shared', async (tx) => {
      const meta = { source: { type: 'SYSTEM' }, chain: [], lane: 'bulk', at: Date.now() } as const
      await changeMembers(tx, await definitionsOf(tx), meta, list?.id ?? 0, { add: recordIds })
    })
    await t.dispatchWith(t.dispatcher())
    expect(t.received).toEqual([])
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      end_state: 'unenrolled',
      reason: 'suppression_list',
    })
  })
})

describe('leaving (W-UNA-11)', () => {
  it('cancels what is queued', async () => {
    const { recordIds } = await t.enrolled()
    await t.unenroll(recordIds)
    expect(await t.outbox()).toEqual([])
    const dispatcher = t.dispatcher()
    await t.dispatchWith(dispatcher)
    expect(await dispatcher.dispatch(t.accountId)).toEqual({ claimed: 0, more: false, nextAt: null })
    expect(t.received).toEqual([])
  })

  it('lets what is in flight finish, and nothing after it runs', async () => {
    const { recordIds, enrollmentId } = await t.enrolled()
    let left: Promise<void> = Promise.resolve()
    t.answer = (_request, response) => {
      left = t.unenroll(recordIds).then(() => {
        response.end()
      })
    }
    await t.dispatchWith(t.dispatcher())
    await left
    await t.runWaves()
    expect(await t.enrollment(enrollmentId)).toMatchObject({ end_state: 'unenrolled', reason: 'manual' })
    expect(await t.log(enrollmentId)).toEqual([
      'enrolled manual',
      'waiting queued',
      'ended manual',
      'succeeded',
    ])
    expect(await t.outbox()).toEqual([])
  })
})

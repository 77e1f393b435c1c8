import { archiveActionDefinition, createActionDefinition, putSecret } from '@millrace/store'
import { anAccount } from '@millrace/store/testing'
import sql from 'sql-template-tag'
import { describe, expect, it } from 'vitest'
import { anOutbox } from '../testing/an-outbox.js'
import { secretKey } from '../testing/outbox-fixture.js'
import { signatureHeaders } from '../webhooks/signatures.js'
import { type Completion, completeCallbacks } from './complete-callbacks.js'

const t = await anOutbox()

const field = (name: string, type = 'string') => ({ typeDefinition: { name, type } })

/** Registers an action of app 77 whose url is the receiver's; the node that names it. */
async function anAction(more: object = {}, node: object = {}) {
  const definition = {
    actionUrl: `http://127.0.0.1:${t.port}/act?x=1`,
    published: true,
    objectTypes: ['CONTACT'],
    inputFields: [
      { ...field('widget'), isRequired: true },
      { ...field('size', 'number'), isRequired: false },
    ],
    outputFields: [field('score', 'number'), field('note')],
    objectRequestOptions: { properties: ['email', 'city'] },
    labels: { en: { actionName: 'Make a widget' } },
    ...more,
  }
  const id = await t.database.db.withAccount(t.accountId, 'exclusive', (tx) =>
    createActionDefinition(tx, 77, definition),
  )
  const widget = { type: 'STATIC_VALUE', staticValue: 'for {{ contact.email }}' }
  return {
    id,
    node: {
      type: 'SINGLE_CONNECTION',
      actionTypeId: `1-${id}`,
      actionTypeVersion: 3,
      fields: { widget },
      ...node,
    },
  }
}

const answers = (outputFields?: object, status = 200) => {
  t.answer = (_request, response) =>
    response.writeHead(status).end(outputFields === undefined ? '' : JSON.stringify({ outputFields }))
}
const waker = { wake() {}, async close() {} }
const complete = (...completions: readonly Completion[]) =>
  completeCallbacks({ db: t.database.db, waker }, t.accountId, completions)
const callbackId = () => (JSON.parse(t.received[0]?.body ?? '{}') as { callbackId: string }).callbackId
const callbacks = () =>
  t.query<{ outputs: unknown }>(sql`SELECT outputs FROM action_callbacks WHERE account_id = ${t.accountId}`)

/** A contact that stands at an action which its app has held back. */
async function blocked(more: object = {}, node: object = {}) {
  answers({ hs_execution_state: 'BLOCK', ...more })
  const enrolled = await t.enrolled(1, (await anAction({}, node)).node)
  await t.dispatchWith(t.dispatcher())
  return enrolled
}

/** A host gets 20 calls a second: the second of two at once would wait for its twentieth. */
const twiceAtOnce = { perSecond: 1_000 }

describe('a call of an app', () => {
  it('A-INT-14 carries origin, object with the requested properties, inputs and a stable execution id', async () => {
    const { id, node } = await anAction()
    const { workflowId, enrollmentId, recordIds, email } = await t.enrolled(1, node)
    await t.dispatchWith(t.dispatcher())
    const inputFields = { widget: `for ${email}` }
    expect(t.received.map(({ body }) => JSON.parse(body))).toEqual([
      {
        callbackId: `ap-${t.accountId}-${enrollmentId}-1-1`,
        origin: { portalId: t.accountId, actionDefinitionId: id, actionDefinitionVersion: 1 },
        context: { source: 'WORKFLOWS', workflowId },
        object: { objectId: recordIds[0], objectType: 'CONTACT', properties: { email } },
        inputFields,
        fields: inputFields,
      },
    ])
  })

  it('A-INT-14 is signed with the app’s secret, and goes unsigned where the account has none', async () => {
    const { node } = await anAction()
    await t.enrolled(1, node)
    const dispatcher = t.dispatcher(twiceAtOnce)
    await t.dispatchWith(dispatcher)
    expect(t.received[0]?.headers).not.toHaveProperty('x-hubspot-signature-v3')
    await t.database.db.withAccount(t.accountId, 'shared', (tx) =>
      putSecret(tx, secretKey, 'app:77', 'canary'),
    )
    await t.enrolled(1, node)
    await t.dispatchWith(dispatcher)
    const { headers, body = '', id = '' } = t.received[1] ?? {}
    const signed = {
      secret: 'canary',
      method: 'POST',
      url: `http://127.0.0.1:${t.port}/act?x=1`,
      body,
      id,
      at: Number(headers?.['x-hubspot-request-timestamp']),
    }
    expect(headers).toMatchObject(signatureHeaders(signed))
  })

  it('A-INT-16 its declared outputs are read as values of their types, others are dropped', async () => {
    answers({ score: '7', note: 'x', other: 'y', hs_execution_state: 'SUCCESS' })
    const { enrollmentId } = await t.enrolled(1, (await anAction()).node)
    await t.dispatchWith(t.dispatcher())
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      state: 'ready',
      context: { outputs: { 1: { score: 7, note: 'x', hs_execution_state: 'SUCCESS' } } },
    })
  })

  it('A-INT-16 FAIL_CONTINUE records a failure and goes on', async () => {
    answers({ hs_execution_state: 'FAIL_CONTINUE', score: 1 })
    const { enrollmentId } = await t.enrolled(1, (await anAction()).node)
    await t.dispatchWith(t.dispatcher())
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      state: 'ready',
      context: { outputs: { 1: { hs_execution_state: 'FAIL_CONTINUE' } } },
    })
    expect((await t.log(enrollmentId)).at(-1)).toBe('failed app_failed')
  })

  it('A-INT-15 a 4xx completes it as failed, a 5xx is tried again', async () => {
    const { node } = await anAction()
    answers({ score: 1 }, 404)
    const refused = await t.enrolled(1, node)
    const dispatcher = t.dispatcher(twiceAtOnce)
    await t.dispatchWith(dispatcher)
    expect((await t.log(refused.enrollmentId)).at(-1)).toBe('failed http_status')
    answers({ score: 1 }, 502)
    const later = await t.enrolled(1, node)
    await t.dispatchWith(dispatcher)
    expect(await t.enrollment(later.enrollmentId)).toMatchObject({ state: 'effect' })
    answers({ score: 1 })
    await t.hurry()
    await t.dispatchWith(dispatcher)
    expect((await t.log(later.enrollmentId)).slice(-2)).toEqual(['retrying http_status', 'succeeded'])
    expect(new Set(t.received.slice(1).map(({ body }) => body)).size).toBe(1)
  })

  it('A-GEN-18 a definition that is archived fails the step; an unknown one, another object type and a missing input do too', async () => {
    const { id, node } = await anAction()
    const unknown = await t.enrolled(1, { ...node, actionTypeId: '1-999999' })
    expect((await t.log(unknown.enrollmentId))[1]).toBe('failed unsupported_action')
    const missing = await t.enrolled(1, { ...node, fields: {} })
    expect((await t.log(missing.enrollmentId))[1]).toBe('failed not_ready')
    const companies = await anAction({ objectTypes: ['COMPANY'] })
    const wrong = await t.enrolled(1, companies.node)
    expect((await t.log(wrong.enrollmentId))[1]).toBe('failed not_ready')
    await t.database.db.withAccount(t.accountId, 'exclusive', (tx) => archiveActionDefinition(tx, 77, id))
    const archived = await t.enrolled(1, node)
    expect((await t.log(archived.enrollmentId))[1]).toBe('failed unsupported_action')
    expect(t.received).toEqual([])
  })
})

describe('an app that holds the record', () => {
  it('A-INT-17 A-INT-18 it waits until the app reports back, exactly once, and goes on with the outputs', async () => {
    const { enrollmentId } = await blocked()
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'event' })
    const [wait] = await t.query<{
      days: number
    }>(sql`SELECT extract(epoch FROM due_at - now()) / 86400 AS days
      FROM enrollments WHERE account_id = ${t.accountId} AND id = ${enrollmentId}`)
    expect(Number(wait?.days)).toBeCloseTo(7, 1)
    const completion = { callbackId: callbackId(), outputFields: { score: 9, hs_execution_state: 'SUCCESS' } }
    const reports = await Promise.all([
      complete(completion),
      complete(completion),
      complete(completion, completion),
    ])
    expect(reports.flat().filter(Boolean)).toHaveLength(1)
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      state: 'ready',
      context: { outputs: { 1: { score: 9, hs_execution_state: 'SUCCESS' } } },
    })
    await t.runWaves()
    expect(await t.log(enrollmentId)).toEqual([
      'enrolled manual',
      'waiting queued',
      'waiting blocked',
      'succeeded',
      'succeeded',
      'ended completed',
    ])
    expect(await callbacks()).toEqual([])
    expect(await complete(completion)).toEqual([false])
  })

  it('A-INT-17 past its expiry the record goes on, and the step counts as failed', async () => {
    const { enrollmentId } = await blocked({ hs_expiration_duration: 'PT0S' })
    await t.runWaves()
    expect((await t.log(enrollmentId)).slice(3)).toEqual([
      'failed callback_expired',
      'succeeded',
      'ended completed',
    ])
    expect(await complete({ callbackId: callbackId(), outputFields: {} })).toEqual([false])
  })

  it('A-INT-16 ASYNC waits as well; a completion may report a failure, which may end the enrollment', async () => {
    const { enrollmentId } = await blocked(
      { hs_execution_state: 'ASYNC' },
      { millrace: { onFailure: 'stop' } },
    )
    const outputFields = { hs_execution_state: 'FAIL_CONTINUE' }
    expect(await complete({ callbackId: callbackId(), outputFields })).toEqual([true])
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ended', reason: 'error_stop' })
  })

  it('A-INT-18 a completion that overtakes its own answer is not lost, and counts once', async () => {
    const { node } = await anAction()
    let early: readonly boolean[] = []
    t.answer = (_request, response) => {
      const completion = { callbackId: callbackId(), outputFields: { score: 3 } }
      void complete(completion)
        .then(async (first) => [...first, ...(await complete(completion))])
        .then((reported) => {
          early = reported
          response.end(JSON.stringify({ outputFields: { hs_execution_state: 'BLOCK' } }))
        })
    }
    const { enrollmentId } = await t.enrolled(1, node)
    await t.dispatchWith(t.dispatcher())
    expect(early).toEqual([true, false])
    expect(await t.enrollment(enrollmentId)).toMatchObject({
      state: 'ready',
      context: { outputs: { 1: { score: 3 } } },
    })
    expect(await callbacks()).toEqual([])
  })

  it('W-UNA-6 whoever left meanwhile is not brought back', async () => {
    const { enrollmentId, recordIds } = await blocked()
    await t.unenroll(recordIds)
    expect(await complete({ callbackId: callbackId(), outputFields: {} })).toEqual([false])
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'ended', reason: 'manual' })
  })

  it('another account’s callback, a made-up one and one that would block again change nothing', async () => {
    const { enrollmentId } = await blocked()
    const id = callbackId()
    const elsewhere = await anAccount(t.database.db)
    const foreign = { db: t.database.db, waker }
    const outputFields = {}
    const spellings = [id, id.replace(/^ap-\d+/, `ap-${elsewhere}`), 'ap-1-2-3', '', `${id}x`]
    expect(
      await completeCallbacks(
        foreign,
        elsewhere,
        spellings.map((callbackId) => ({ callbackId, outputFields })),
      ),
    ).toEqual(spellings.map(() => false))
    expect(await complete({ callbackId: id.replace(/-1$/, '-2'), outputFields })).toEqual([false])
    await expect(
      complete({ callbackId: id, outputFields: { hs_execution_state: 'BLOCK' } }),
    ).rejects.toMatchObject({ code: 'INVALID_BODY' })
    expect(await t.enrollment(enrollmentId)).toMatchObject({ state: 'event' })
  })
})

import { describe, expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { outputsFrom } from './output-fields.js'
import { sendWebhook } from './send-webhook.js'
import type { WebhookRequest } from './webhook-request.js'

function webhook(members: Record<string, unknown>): ActionNode {
  return {
    actionId: '3',
    type: 'WEBHOOK',
    method: 'POST',
    webhookUrl: 'https://hooks.example.test/leads',
    queryParams: [],
    ...members,
  }
}
async function effectOf(members: Record<string, unknown>, values: Parameters<typeof memoryRecord>[0] = {}) {
  const [outcome] = await runAction(sendWebhook, webhook(members), [memoryRecord(values)], new MemoryCrm())
  return outcome?.kind === 'effect' ? outcome.effect : outcome
}
const issues = (members: Record<string, unknown>) =>
  issuesOf(sendWebhook.prepare(webhook(members), prepareContext()))

const parameters = [
  { name: 'who', value: { type: 'OBJECT_PROPERTY', propertyName: 'firstname' } },
  { name: 'how many', value: { type: 'STATIC_VALUE', staticValue: '{{ contact.nurture_count }}&' } },
]

describe('the request', () => {
  test('A-WHK-6 POST without values sends the record; the lane is the host', async () => {
    expect(await effectOf({})).toEqual({
      kind: 'webhook',
      lane: 'hooks.example.test',
      repeatSafe: true,
      request: {
        method: 'POST',
        url: 'https://hooks.example.test/leads',
        headers: { 'content-type': 'application/json' },
        body: { kind: 'record' },
        authentication: null,
      },
    })
  })

  test('A-WHK-7 POST sends exactly the chosen values, null where there is none', async () => {
    const effect = await effectOf({ queryParams: parameters }, { nurture_count: 2 })
    expect(effect).toMatchObject({
      request: { body: { kind: 'json', text: '{"who":null,"how many":"2&"}' } },
    })
  })

  test('A-WHK-8 GET puts them into the query, escaped', async () => {
    const effect = await effectOf(
      { method: 'GET', queryParams: parameters },
      { firstname: 'Ada', nurture_count: 2 },
    )
    expect(effect).toMatchObject({
      request: {
        url: 'https://hooks.example.test/leads?who=Ada&how+many=2%26',
        body: { kind: 'none' },
        headers: {},
      },
    })
  })

  test('A-WHK-10 a secret goes by its name, never by its value', async () => {
    const authSettings = { type: 'AUTH_KEY', name: 'Authorization', location: 'HEADER', secretName: 'leads' }
    expect(await effectOf({ authSettings })).toMatchObject({ request: { authentication: authSettings } })
  })

  test('a token in the path is filled in', async () => {
    const effect = await effectOf({ webhookUrl: 'https://hooks.example.test/{{ enrolled_object }}' })
    expect(effect).toMatchObject({ request: { url: expect.stringMatching(/example\.test\/\d+$/) } })
  })
})

describe('what is refused before it runs', () => {
  test.each([
    ['no URL', { webhookUrl: '' }, 'MISSING_FIELD webhookUrl'],
    ['a relative URL', { webhookUrl: '/leads' }, 'WORKFLOW_INVALID webhookUrl'],
    ['another scheme', { webhookUrl: 'file:///etc/passwd' }, 'WORKFLOW_INVALID webhookUrl'],
    ['a user name', { webhookUrl: 'https://a:b@example.test/' }, 'WORKFLOW_INVALID webhookUrl'],
    ['a host from a token', { webhookUrl: 'https://{{ contact.website }}/' }, 'WORKFLOW_INVALID webhookUrl'],
    [
      'a host from a token behind more slashes',
      { webhookUrl: 'https:///{{ contact.website }}/leads' },
      'WORKFLOW_INVALID webhookUrl',
    ],
    [
      'half a host from a token',
      { webhookUrl: 'https:////hooks{{ contact.city }}/leads' },
      'WORKFLOW_INVALID webhookUrl',
    ],
    ['an unknown method', { method: 'BREW' }, 'WORKFLOW_INVALID method'],
    ['a parameter without a name', { queryParams: [{ value: 'x' }] }, 'MISSING_FIELD queryParams[0].name'],
    [
      'an unknown property',
      { queryParams: [{ name: 'x', value: { propertyName: 'nope' } }] },
      'PROPERTY_DOESNT_EXIST queryParams[0].value.propertyName',
    ],
    [
      'a key without a secret',
      { authSettings: { type: 'AUTH_KEY', name: 'a', location: 'HEADER' } },
      'MISSING_FIELD authSettings.secretName',
    ],
  ])('A-WHK-4 W-PUB-22 %s', (_what, members, expected) => {
    expect(issues(members)).toEqual([expected])
  })
})

describe('A-WHK-12 declared outputs', () => {
  const declared = [
    { name: 'score', type: 'NUMBER' },
    { name: 'when', type: 'datetime', path: 'data.at' },
    { name: 'note' },
    { name: 'ok', type: 'BOOLEAN' },
  ]

  test('A-WHK-13 only they are read from the answer, as values of their types; what does not fit stays empty', async () => {
    const effect = await effectOf({ outputFields: declared })
    const request = effect && 'request' in effect ? (effect.request as unknown as WebhookRequest) : null
    const outputFields = request?.outputFields ?? []
    expect(
      outputsFrom(
        { score: '7', data: { at: '2026-11-22T10:00:00Z' }, note: 5, ok: 'true', other: 1 },
        outputFields,
      ),
    ).toEqual({ score: 7, when: Date.parse('2026-11-22T10:00:00Z'), note: '5', ok: true })
    expect(outputsFrom({ score: 'many', data: 'x', note: { a: 1 }, ok: 3 }, outputFields)).toEqual({})
    expect(outputsFrom({ note: '😀'.repeat(70_000) }, outputFields).note).toBe('😀'.repeat(65_000))
    expect(outputsFrom(JSON.parse('{"__proto__":{"score":1}}'), outputFields)).toEqual({})
  })

  test('they may stand among our additions; without any the answer is read as HubSpot does', async () => {
    expect(await effectOf({ millrace: { outputFields: [{ name: 'x' }] } })).toMatchObject({
      request: { outputFields: [{ name: 'x', type: 'string', path: ['x'] }] },
    })
    expect(await effectOf({})).not.toHaveProperty('request.outputFields')
  })

  test('what is wrong with them is named', () => {
    expect(issues({ outputFields: [{ type: 'NUMBER' }] })).toEqual(['MISSING_FIELD outputFields[0].name'])
    expect(issues({ outputFields: [{ name: 'x', type: 'BLOB' }] })).toEqual([
      'WORKFLOW_INVALID outputFields[0].type',
    ])
    expect(issues({ outputFields: [{ name: 'x' }, { name: 'x' }] })).toEqual([
      'WORKFLOW_INVALID outputFields[1].name',
    ])
  })
})

test('W-PUB-22 A-GEN-18 it tells which secret it needs', () => {
  const references = (authSettings: object) => {
    const result = sendWebhook.prepare(webhook({ authSettings }), prepareContext())
    return result.ok ? result.prepared.references : result.problems
  }
  expect(references({ type: 'AUTH_KEY', name: 'key', location: 'HEADER', secretName: 'leads' })).toEqual([
    { kind: 'secret', id: 'leads', field: 'authSettings.secretName' },
  ])
  expect(references({ type: 'SIGNATURE', appId: 77 })).toEqual([
    { kind: 'secret', id: 'app:77', field: 'authSettings.appId' },
  ])
})

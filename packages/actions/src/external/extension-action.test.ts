import { expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { actionFor } from '../registry.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { extensionAction } from './extension-action.js'
import type { WebhookRequest } from './webhook-request.js'

const node = (fields: Record<string, unknown>, actionTypeId = '1-1'): ActionNode => ({
  actionId: '3',
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  fields,
})
const issues = (written: ActionNode, objectTypeId = '0-1') =>
  issuesOf(actionFor(written)?.prepare(written, prepareContext(objectTypeId)) ?? { ok: false, problems: [] })

test('A-INT-10 only 1-<number> is an action of an app', () => {
  expect(extensionAction('1-17')?.type).toBe('1-17')
  for (const type of ['0-17', '1-', '1-0', '1-x', '11-7', '1-1 '])
    expect(extensionAction(type)).toBeUndefined()
})

test('A-INT-10 A-INT-11 what keeps it from running is named', () => {
  expect(issues(node({ widget: 'x' }))).toEqual([])
  expect(issues(node({}))).toEqual(['MISSING_FIELD fields.widget'])
  expect(issues(node({ widget: '' }))).toEqual(['MISSING_FIELD fields.widget'])
  expect(issues(node({ widget: { propertyName: 'nope' } }))).toEqual([
    'PROPERTY_DOESNT_EXIST fields.widget.propertyName',
  ])
  expect(issues(node({ widget: 'x' }), '0-2')).toEqual(['WORKFLOW_INVALID undefined'])
  expect(issues(node({ widget: 'x' }, '1-2'))).toEqual(['UNSUPPORTED_ACTION undefined'])
})

test('A-INT-11 A-INT-14 inputs take static values and properties; the lane is the app’s host', async () => {
  const written = node({ widget: { type: 'OBJECT_PROPERTY', propertyName: 'nurture_count' }, other: 'x' })
  const action = actionFor(written)
  if (!action) throw new Error('an action')
  const record = memoryRecord({ nurture_count: 4 })
  const [outcome] = await runAction(action, written, [record], new MemoryCrm())
  expect(outcome).toMatchObject({
    kind: 'effect',
    effect: { kind: 'webhook', lane: 'app.example.test', repeatSafe: true },
  })
  const request = outcome?.kind === 'effect' ? (outcome.effect.request as unknown as WebhookRequest) : null
  const text = request?.body.kind === 'json' ? request.body.text : ''
  expect(JSON.parse(text)).toMatchObject({
    callbackId: `ap-1-${record.id}-3-1`,
    inputFields: { widget: '4' },
    object: { objectId: record.id, objectType: 'CONTACT' },
  })
})

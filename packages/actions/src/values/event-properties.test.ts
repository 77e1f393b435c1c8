// Properties of the event that enrolled, as values and as tokens (W-EVS-17, W-EVS-18; api.md 6.2).
import { builtInEventTypes, type EventValues } from '@millrace/model'
import { expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { valueEquals } from '../flow/value-equals.js'
import { editRecord } from '../records/edit-record.js'
import { issuesOf, MemoryCrm, memoryMember, memoryRecord, prepareContext } from '../testing/index.js'

const kinds = ['4-1639801', 'millrace-payment-succeeded']
const events = builtInEventTypes.filter(({ id }) => kinds.includes(id))
const context = { ...prepareContext(), events }

function edit(property_name: string, value: unknown): ActionNode {
  return { actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-5', fields: { property_name, value } }
}
const ofEvent = (path: string) => ({
  type: 'ENROLLMENT_EVENT_PROPERTY',
  enrollmentEventPropertyToken: `{{ ${path} }}`,
})

function memberOf(eventTypeId: string, properties: EventValues) {
  const member = memoryMember(memoryRecord({}))
  const eventProperty = (id: string, name: string) => (id === eventTypeId ? properties[name] : undefined)
  return { ...member, eventProperty }
}

async function written(node: ActionNode, eventTypeId: string, properties: EventValues) {
  const result = editRecord.prepare(node, context)
  if (!result.ok || (result.issues ?? []).length > 0) throw new Error(issuesOf(result).join())
  const member = memberOf(eventTypeId, properties)
  await result.prepared.run([member], new MemoryCrm())
  return member.record.value(String(node.fields?.property_name))
}

const submitted = { hs_form_id: 'newsletter', hs_submitted_at: Date.UTC(2026, 10, 22, 9, 30) }

test('W-EVS-17 a value and a token name the property of the event that enrolled', async () => {
  const value = ofEvent('enrollment_event.hs_form_id')
  expect(await written(edit('nickname', value), '4-1639801', submitted)).toBe('newsletter')
  const text = 'by {{ enrollment_event_4_1639801.hs_form_id }} at {{ enrollment_event.hs_submitted_at }}'
  expect(await written(edit('nickname', text), '4-1639801', submitted)).toBe(
    'by newsletter at 2026-11-22T09:30:00.000Z',
  )
})

test('W-EVS-18 the property of another event stays empty', async () => {
  const value = ofEvent('enrollment_event_4_1639801.hs_form_id')
  expect(await written(edit('nickname', value), 'millrace-payment-succeeded', {})).toBeUndefined()
  const text = 'form: {{ enrollment_event.hs_form_id | default: "none" }}'
  expect(await written(edit('nickname', text), 'millrace-payment-succeeded', {})).toBe('form: none')
})

test('W-EVS-17 a branch compares it as clients read it', async () => {
  const node = {
    actionId: '1',
    type: 'STATIC_BRANCH',
    inputValue: ofEvent('enrollment_event.hs_form_id'),
    staticBranches: [{ branchValue: 'newsletter', connection: { edgeType: 'STANDARD', nextActionId: '2' } }],
  } as unknown as ActionNode
  const result = valueEquals.prepare(node, context)
  if (!result.ok) throw result.problems[0]
  const outcomes = await result.prepared.run([memberOf('4-1639801', submitted)], new MemoryCrm())
  expect(outcomes).toMatchObject([{ kind: 'branched', label: 'newsletter' }])
})

test('what no event that enrolls has blocks publishing as a value, and stays empty in a text', () => {
  const issues = (value: unknown) => issuesOf(editRecord.prepare(edit('nickname', value), context))
  const field = 'fields.value.enrollmentEventPropertyToken'
  expect(issues(ofEvent('enrollment_event.nope'))).toEqual([`WORKFLOW_INVALID ${field}`])
  expect(issues(ofEvent('enrollment_event_4_96000.hs_page_url'))).toEqual([`WORKFLOW_INVALID ${field}`])
  expect(issues('{{ enrollment_event.nope }}')).toEqual([])
})

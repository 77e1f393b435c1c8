import { expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { createNote } from './create-note.js'

const note = (fields: Record<string, unknown>): ActionNode => ({
  actionId: '3',
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-169425243',
  fields,
})

test('A-MNG-7 a note with rich text and tokens stands on the record, dated now', async () => {
  const crm = new MemoryCrm()
  const person = memoryRecord({ firstname: 'Ada' })
  const [outcome] = await runAction(
    createNote,
    note({ note_body: '<p>Hello {{ contact.firstname }}</p>' }),
    [person],
    crm,
  )
  expect(crm.created).toEqual([
    {
      objectTypeId: '0-46',
      values: { hs_note_body: '<p>Hello Ada</p>', hs_timestamp: crm.now },
      associations: [{ spec: { category: 'HUBSPOT_DEFINED', typeId: 202 }, toRecordId: person.id }],
    },
  ])
  expect(outcome).toEqual({ kind: 'succeeded', outputs: { hs_object_id: expect.any(Number) } })
  expect(crm.written).toEqual([])
})

test('A-MNG-7 a pinned note is the one the record names', async () => {
  const crm = new MemoryCrm({ onCreate: () => ({ ok: true, recordId: 77 }) })
  const person = memoryRecord()
  await runAction(createNote, note({ note_body: 'x', pin_note: 'true' }), [person], crm)
  expect(crm.written).toEqual([{ recordId: person.id, name: 'hs_pinned_engagement_id', value: 77 }])
})

test('A-CRE-12 a note that could not be associated is there all the same, with a warning', async () => {
  const crm = new MemoryCrm({ onCreate: () => ({ ok: true, recordId: 77, notAssociated: ['No room.'] }) })
  const [outcome] = await runAction(createNote, note({ note_body: 'x' }), [memoryRecord()], crm)
  expect(outcome).toMatchObject({ kind: 'succeeded', code: 'association_failed' })
})

test('A-PLH-6 a placeholder names its missing text', () => {
  expect(issuesOf(createNote.prepare(note({}), prepareContext()))).toEqual(['MISSING_FIELD fields.note_body'])
})

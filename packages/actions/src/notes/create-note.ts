// 0-169425243: writes a note on the enrolled record, pinned if wanted (A-MNG-7).
import { memberText } from '@millrace/filters'
import { findProperty } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { ordinaryStep } from '../flow/edges.js'
import { Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { type Creation, createEach } from '../records/creation.js'
import { compileLinks } from '../records/links.js'
import { assignProperty, isEmptySlot } from '../values/assign-property.js'
import type { ValueContext } from '../values/value-context.js'
import { valueSchema } from '../values/value-schema.js'

const noteObjectTypeId = '0-46'

export const createNote: Action = {
  type: '0-169425243',
  kind: 'SINGLE_CONNECTION',
  title: 'Create note',
  help: 'Write a note on the enrolled record.',
  category: 'crm',
  schema: z.looseObject({
    fields: z
      .looseObject({
        note_body: valueSchema.optional(),
        pin_note: z.union([z.string(), z.boolean()]).nullish(),
      })
      .optional(),
  }),
  outputs: [{ name: 'hs_object_id', type: 'number', label: 'Note' }],
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const { note_body: body, pin_note: pinned } = fieldsOf(node)
  const values: ValueContext = { ...context, clearWhenEmpty: false, findings }
  if (isEmptySlot(body)) findings.missing('fields.note_body', 'The text')
  const now = { type: 'TIMESTAMP', timestampType: 'EXECUTION_TIME' }
  const assignments = [
    ...assignProperty(noteObjectTypeId, 'hs_note_body', body, 'fields.note_body', values),
    ...assignProperty(noteObjectTypeId, 'hs_timestamp', now, 'fields', values),
  ]
  const pin = memberText(pinned ?? 'false') === 'true' ? pinOf(context, findings) : undefined
  const creation: Creation = {
    objectTypeId: noteObjectTypeId,
    values: assignments,
    required: [],
    links: compileLinks({}, noteObjectTypeId, context, findings).links,
    useExisting: false,
    afterwards: (member, noteId, crm) => pin && crm.write(member.record, pin, noteId),
  }
  const own = assignments.flatMap((assignment) => assignment.reads)
  return findings.result({
    reads: propertyReads(pin ? [...own, pin.name] : own),
    writes: new Set(pin ? [pin.name] : []),
    run: (members, crm) => createEach(creation, members, crm),
  })
}

/** The property that says which note stands on top; not every object has one. */
function pinOf({ catalogue, objectTypeId }: PrepareContext, findings: Findings) {
  const property = findProperty(catalogue, objectTypeId, 'hs_pinned_engagement_id')
  if (!property)
    findings.warning('PROPERTY_DOESNT_EXIST', 'fields.pin_note', 'Notes cannot be pinned on this object.')
  return property
}

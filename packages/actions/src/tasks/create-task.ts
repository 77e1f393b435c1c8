// 0-3: creates a task with a due date and an assignee, associated with the enrolled record (A-SAL-1 to A-SAL-7).
import { findProperty, isObject } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { ordinaryStep } from '../flow/edges.js'
import { Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { type Creation, createEach } from '../records/creation.js'
import { associationFields, compileLinks } from '../records/links.js'
import { assignProperty, isEmptySlot } from '../values/assign-property.js'
import { compileTimeDelay } from '../values/time-delay.js'
import type { Assignment, ValueContext } from '../values/value-context.js'
import { valueSchema } from '../values/value-schema.js'

const taskObjectTypeId = '0-27'

export const createTask: Action = {
  type: '0-3',
  kind: 'SINGLE_CONNECTION',
  title: 'Create task',
  help: 'Create a to-do, call or email task for the enrolled record.',
  category: 'sales',
  schema: z.looseObject({
    fields: z
      .looseObject({
        task_type: z.string().nullish(),
        subject: valueSchema.optional(),
        body: valueSchema.optional(),
        priority: z.string().nullish(),
        owner_assignment: z
          .looseObject({ type: z.string().optional(), value: valueSchema.optional() })
          .nullish(),
        due_time: z.looseObject({}).nullish(),
        reminder_time: z.looseObject({}).nullish(),
        ...associationFields,
      })
      .optional(),
  }),
  outputs: [{ name: 'hs_object_id', type: 'number', label: 'Task' }],
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const values: ValueContext = { ...context, clearWhenEmpty: false, findings }
  if (isEmptySlot(fields.subject)) findings.missing('fields.subject', 'The title')
  const assignee = assigneeSlot(fields.owner_assignment)
  const assignments = [
    ...assign('hs_task_subject', fields.subject, 'fields.subject', values),
    ...assign('hs_task_body', fields.body, 'fields.body', values),
    ...assign('hs_task_type', fields.task_type ?? 'TODO', 'fields.task_type', values),
    ...assign('hs_task_priority', fields.priority ?? 'NONE', 'fields.priority', values),
    ...assign('hs_task_status', 'NOT_STARTED', 'fields', values),
    ...assign('hubspot_owner_id', assignee, 'fields.owner_assignment.value', values),
    ...assignDue(fields.due_time, values),
    ...assignReminder(fields.reminder_time, values),
  ]
  const { links, reads } = compileLinks(fields, taskObjectTypeId, context, findings)
  const creation: Creation = {
    objectTypeId: taskObjectTypeId,
    values: assignments,
    required: [],
    links,
    useExisting: false,
    // A-SAL-7
    remark: (written) =>
      assignee !== undefined && written.hubspot_owner_id === undefined ? 'task_unassigned' : undefined,
  }
  return findings.result({
    reads: { ...propertyReads(assignments.flatMap((assignment) => assignment.reads)), associations: reads },
    writes: new Set(),
    run: (members, crm) => createEach(creation, members, crm),
  })
}

function assign(name: string, slot: unknown, field: string, context: ValueContext): Assignment[] {
  return assignProperty(taskObjectTypeId, name, slot, field, context)
}

/** `{type: "CUSTOM", value}`, a bare value, or nobody (A-SAL-3). */
function assigneeSlot(written: unknown): unknown {
  if (!isObject(written)) return isEmptySlot(written) ? undefined : written
  return written.type === 'CUSTOM' || written.value !== undefined ? written.value : undefined
}

/** A task without a due date is due when it is made. */
function assignDue(written: unknown, context: ValueContext): Assignment[] {
  const slot = isEmptySlot(written)
    ? { type: 'TIMESTAMP', timestampType: 'EXECUTION_TIME' }
    : isObject(written) && written.type !== undefined
      ? written
      : { type: 'RELATIVE_DATETIME', timeDelay: written }
  return assign('hs_timestamp', slot, 'fields.due_time', context)
}

/** Reminders are kept as text, in epoch milliseconds. */
function assignReminder(written: unknown, context: ValueContext): Assignment[] {
  const property = findProperty(context.catalogue, taskObjectTypeId, 'hs_task_reminders')
  if (isEmptySlot(written) || !property) return []
  const delay = compileTimeDelay(written, 'fields.reminder_time', context.findings)
  if (delay === null) return []
  return [
    {
      target: property,
      reads: [],
      readsTarget: false,
      value: (_member, _target, crm) => String(delay(crm.now, crm.timeZone)),
    },
  ]
}

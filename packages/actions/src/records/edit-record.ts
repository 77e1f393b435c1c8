// 0-5: sets, copies, increments, appends or clears properties of the enrolled record or of associated ones (A-EDR).
import { type AssociationRead, emptyReads } from '@millrace/filters'
import { type AssociationType, isObject } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { mostAssociatedRecords } from '../associations/most-associated-records.js'
import type { AssociationSpec, Crm, LiveRecord, Member } from '../crm.js'
import { ordinaryStep } from '../flow/edges.js'
import type { Outcome } from '../outcome.js'
import { additionsOf, Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { Prepared, PrepareResult } from '../prepared.js'
import { compileAssignment } from '../values/compile-assignment.js'
import { findWritable } from '../values/find-writable.js'
import { type Assignment, Refusal, type ValueContext } from '../values/value-context.js'
import { valueSchema } from '../values/value-schema.js'
import { associationSpecSchema, findAssociationType, readAssociationSpec } from './association-spec.js'
import { compileForwardCheck, type ForwardCheck } from './forward-only.js'
import { compileStageCheck, type StageCheck } from './stage-check.js'

export const editRecord: Action = {
  type: '0-5',
  kind: 'SINGLE_CONNECTION',
  title: 'Edit record',
  help: 'Set, copy, clear, increase or append property values of the enrolled record or of associated records.',
  category: 'crm',
  schema: z.looseObject({
    fields: z
      .looseObject({
        property_name: z.string().optional(),
        value: valueSchema.optional(),
        association: associationSpecSchema.nullable().optional(),
        // Ours (A-EDR-1): several properties of one target in one action.
        properties: z
          .array(z.looseObject({ property_name: z.string().optional(), value: valueSchema.optional() }))
          .optional(),
      })
      .optional(),
  }),
  outputs: [],
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const spec = readAssociationSpec(fields.association)
  const associationType = spec === null ? null : findAssociationType(context, spec)
  if (associationType === undefined) {
    findings.issue(
      'ASSOCIATION_TYPE_NOT_FOUND',
      'fields.association',
      'This association does not exist for the enrolled record.',
    )
    return findings.result(null)
  }
  const clearWhenEmpty = additionsOf(node).clearWhenEmpty === true
  const values: ValueContext = { ...context, clearWhenEmpty, findings }
  const targetType = associationType?.toObjectTypeId ?? context.objectTypeId
  const edits = entriesOf(fields).map((entry) => compileEdit(entry, targetType, values))
  const check = compileStageCheck(assignmentsOf(edits), targetType, context.catalogue)
  if (spec === null || associationType === null) return findings.result(editEnrolled(edits, check))
  return findings.result(editAssociated(edits, check, spec, associationType))
}

interface Entry {
  readonly field: string
  readonly propertyName: unknown
  readonly value: unknown
}

/** HubSpot's single property and our list of them, in the order they are written. */
function entriesOf(fields: Readonly<Record<string, unknown>>): Entry[] {
  const list = Array.isArray(fields.properties) ? fields.properties : []
  const entries = list.map((entry: unknown, index) => ({
    field: `fields.properties[${index}]`,
    propertyName: isObject(entry) ? entry.property_name : undefined,
    value: isObject(entry) ? entry.value : undefined,
  }))
  if (entries.length > 0 && fields.property_name === undefined) return entries
  return [{ field: 'fields', propertyName: fields.property_name, value: fields.value }, ...entries]
}

interface Write extends Assignment {
  readonly forward: ForwardCheck | null
}

type Edit = Write | Refusal

function compileEdit(entry: Entry, objectTypeId: string, context: ValueContext): Edit {
  const property = findWritable(entry.propertyName, objectTypeId, context, `${entry.field}.property_name`)
  if (property instanceof Refusal) return property
  const assignment = compileAssignment(entry.value, property, context, `${entry.field}.value`)
  return { ...assignment, forward: compileForwardCheck(assignment, context.catalogue) }
}

const succeeded: Outcome = { kind: 'succeeded' }
const nobody: Outcome = { kind: 'skipped', code: 'no_associated_record' }

function assignmentsOf(edits: readonly Edit[]): Assignment[] {
  return edits.flatMap((edit) => (edit instanceof Refusal ? [] : [edit]))
}

function editEnrolled(edits: readonly Edit[], check: StageCheck | null): Prepared {
  const assignments = assignmentsOf(edits)
  const targets = assignments.map((assignment) => assignment.target.name)
  return {
    // The old value of whatever is written: its change row names it (engine.md 2).
    reads: propertyReads([
      ...assignments.flatMap((assignment) => assignment.reads),
      ...targets,
      ...(check?.names ?? []),
    ]),
    writes: new Set(targets),
    run: (members, crm) =>
      members.map((member) => outcomeOf(apply(edits, check, member, member.record, crm, null), edits.length)),
  }
}

function editAssociated(
  edits: readonly Edit[],
  check: StageCheck | null,
  spec: AssociationSpec,
  type: AssociationType,
): Prepared {
  const assignments = assignmentsOf(edits)
  const read: AssociationRead = {
    objectTypeId: type.toObjectTypeId,
    category: type.category,
    typeId: type.typeId,
    reads: propertyReads([
      ...assignments.map((assignment) => assignment.target.name),
      ...(check?.names ?? []),
    ]),
  }
  const own = propertyReads(assignments.flatMap((assignment) => assignment.reads))
  return {
    reads: { ...emptyReads, properties: own.properties, associations: [read] },
    writes: new Set(),
    run: (members, crm) => Promise.all(members.map((member) => editEach(edits, check, member, spec, crm))),
  }
}

/** A-EDR-21 to A-EDR-23: all of them, none, or too many to touch any. */
async function editEach(
  edits: readonly Edit[],
  check: StageCheck | null,
  member: Member,
  spec: AssociationSpec,
  crm: Crm,
): Promise<Outcome> {
  const records = await crm.associated(member, spec)
  if (records.length === 0) return nobody
  if (records.length > mostAssociatedRecords)
    return { kind: 'failed', code: 'too_many_associated_records', detail: { count: records.length } }
  let refused: Refusals | null = null
  for (const record of records) refused = apply(edits, check, member, record, crm, refused)
  return outcomeOf(refused, edits.length * records.length)
}

/** What an execution did not write, by property. */
class Refusals {
  readonly byProperty = new Map<string, Refusal>()
  count = 0

  add(name: string, refusal: Refusal): void {
    this.count++
    // Of several records a failure says more than a stage that stays.
    if (refusal.code !== 'backward_lifecycle' || !this.byProperty.has(name))
      this.byProperty.set(name, refusal)
  }
}

/** Writes what can be written to one record; what is refused joins `refused`, which stays null without any. */
function apply(
  edits: readonly Edit[],
  check: StageCheck | null,
  member: Member,
  record: LiveRecord,
  crm: Crm,
  refused: Refusals | null,
): Refusals | null {
  let refusals = refused
  let misplaced: Refusal | null = null
  const assigned = (edit: Write) => {
    if (check?.names.includes(edit.target.name)) {
      misplaced ??= check.refusal(member, record, crm)
      if (misplaced) return misplaced
    }
    const value = edit.value(member, record, crm)
    return edit.forward?.(record, value) ?? value
  }
  for (const edit of edits) {
    const value = edit instanceof Refusal ? edit : assigned(edit)
    if (value === undefined) continue
    if (value instanceof Refusal) {
      refusals ??= new Refusals()
      refusals.add(edit instanceof Refusal ? '' : edit.target.name, value)
    } else if (!(edit instanceof Refusal)) crm.write(record, edit.target, value)
  }
  return refusals
}

/** A-EDR-20, A-EDR-25: the good parts are written; a stage that stays fails nothing, and alone it is all that was asked. */
function outcomeOf(refused: Refusals | null, asked: number): Outcome {
  if (refused === null) return succeeded
  const refusals = [...refused.byProperty]
  const detail = { properties: Object.fromEntries(refusals.map(([name, { message }]) => [name, message])) }
  const failure = refusals.find(([, { code }]) => code !== 'backward_lifecycle')
  if (failure) return { kind: 'failed', code: failure[1].code, detail }
  return { kind: refused.count === asked ? 'skipped' : 'succeeded', code: 'backward_lifecycle', detail }
}

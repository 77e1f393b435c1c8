import { findProperty } from '@millrace/model'
import { compileAssignment } from './compile-assignment.js'
import type { Assignment, ValueContext } from './value-context.js'

/** The assignment of a built-in property, none where nothing was written: what an action of its own fields sets. */
export function assignProperty(
  objectTypeId: string,
  name: string,
  slot: unknown,
  field: string,
  context: ValueContext,
): Assignment[] {
  const property = findProperty(context.catalogue, objectTypeId, name)
  return property && !isEmptySlot(slot) ? [compileAssignment(slot, property, context, field)] : []
}

export function isEmptySlot(value: unknown): boolean {
  return value === undefined || value === null || value === ''
}

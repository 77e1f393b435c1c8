// 0-14: creates a record of any type and associates it (A-CRE).
import { findObjectType, isObject, type ObjectType } from '@millrace/model'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import { ordinaryStep } from '../flow/edges.js'
import { additionsOf, Findings, fieldsOf, propertyReads } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { compileAssignment } from '../values/compile-assignment.js'
import { findWritable } from '../values/find-writable.js'
import { type Assignment, Refusal, type ValueContext } from '../values/value-context.js'
import { valueSchema } from '../values/value-schema.js'
import { createEach } from './creation.js'
import { associationFields, compileLinks } from './links.js'

export const createRecord: Action = {
  type: '0-14',
  kind: 'SINGLE_CONNECTION',
  title: 'Create record',
  help: 'Create a record and associate it with the enrolled one.',
  category: 'crm',
  schema: z.looseObject({
    fields: z
      .looseObject({
        object_type_id: z.string().optional(),
        properties: z
          .array(z.looseObject({ targetProperty: z.string().optional(), value: valueSchema.optional() }))
          .nullish(),
        ...associationFields,
      })
      .optional(),
  }),
  outputs: [{ name: 'hs_object_id', type: 'number', label: 'New record' }],
  // Made in the wave's own transaction: it happens once or not at all.
  repeatSafe: true,
  ...ordinaryStep,
  prepare,
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const fields = fieldsOf(node)
  const objectType = readObjectType(fields.object_type_id, context, findings)
  if (objectType === null) return findings.result(null)
  const values: ValueContext = { ...context, clearWhenEmpty: false, findings }
  const written = (Array.isArray(fields.properties) ? fields.properties : []).map((entry: unknown, index) =>
    compileEntry(entry, `fields.properties[${index}]`, objectType, values),
  )
  const assignments = written.filter((entry): entry is Assignment => !(entry instanceof Refusal))
  noteMissing(objectType, assignments, findings)
  const { links, reads } = compileLinks(fields, objectType.id, context, findings)
  const creation = {
    objectTypeId: objectType.id,
    values: written,
    required: objectType.requiredProperties,
    links,
    useExisting: additionsOf(node).useExisting === true,
  }
  return findings.result({
    reads: { ...propertyReads(assignments.flatMap((assignment) => assignment.reads)), associations: reads },
    writes: new Set(),
    run: (members, crm) => createEach(creation, members, crm),
  })
}

function readObjectType(written: unknown, context: PrepareContext, findings: Findings): ObjectType | null {
  if (typeof written !== 'string' || written === '') {
    findings.missing('fields.object_type_id', 'The type of the record')
    return null
  }
  const objectType = findObjectType(context.catalogue, written)
  if (objectType) return objectType
  findings.issue('OBJECT_TYPE_NOT_FOUND', 'fields.object_type_id', `There is no object type ${written}.`)
  return null
}

function compileEntry(
  entry: unknown,
  field: string,
  objectType: ObjectType,
  context: ValueContext,
): Assignment | Refusal {
  const { targetProperty: name, value } = isObject(entry) ? entry : {}
  const property = findWritable(name, objectType.id, context, `${field}.targetProperty`)
  if (property instanceof Refusal) return property
  return compileAssignment(value, property, context, `${field}.value`)
}

/** A-CRE-4. */
function noteMissing(objectType: ObjectType, assignments: readonly Assignment[], findings: Findings): void {
  const set = new Set(assignments.map((assignment) => assignment.target.name))
  for (const name of objectType.requiredProperties) {
    if (!set.has(name)) findings.missing('fields.properties', `A value of "${name}"`)
  }
}

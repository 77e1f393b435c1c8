// Which records an action associates the enrolled one with, or parts it from (A-ASC-2, A-ASC-3).
import { emptyReads, type Reads } from '@millrace/filters'
import {
  type AssociationType,
  type CanonicalValue,
  findObjectType,
  findProperty,
  isMultiSelect,
  type ObjectType,
  type Property,
  toCanonical,
  toWire,
} from '@millrace/model'
import type { PrepareContext } from '../action.js'
import type { AssociationSpec, Crm, LiveRecord, Member } from '../crm.js'
import type { Outcome } from '../outcome.js'
import { type Findings, propertyReads } from '../prepare.js'

export interface Found {
  readonly records: readonly Pick<LiveRecord, 'id'>[]
  /** More than the records, where only the first are taken (A-ASC-5). */
  readonly total: number
  /** Why there is none, where that is more than nobody matching. */
  readonly refusal?: Outcome
}

export interface Targets {
  readonly reads: Reads
  /** What each member's step acts on, in order; one question for all. */
  find(members: readonly Member[], crm: Crm): Promise<readonly Found[]>
}

/** Records found by a value that the enrolled one has as well. */
export interface Matching extends Targets {
  readonly property: Property
  /** The value a record must have; null where the enrolled one has none, or none that could be equal. */
  wantedOf(member: Member): CanonicalValue | null
}

export type Fields = Readonly<Record<string, unknown>>

/** The two ends that the fields name; null, with what is wrong, where they do not fit. */
export function readOtherType(
  fields: Fields,
  context: PrepareContext,
  findings: Findings,
): ObjectType | null {
  const { fromObjectType, toObjectType } = fields
  const { catalogue, objectTypeId } = context
  if (isFilled(fromObjectType) && findObjectType(catalogue, fromObjectType)?.id !== objectTypeId) {
    findings.issue('OBJECT_TYPE_NOT_FOUND', 'fields.fromObjectType', 'The workflow enrolls another object.')
    return null
  }
  if (!isFilled(toObjectType)) {
    findings.missing('fields.toObjectType', 'The object to associate with')
    return null
  }
  const type = findObjectType(catalogue, toObjectType)
  if (type) return type
  findings.issue('OBJECT_TYPE_NOT_FOUND', 'fields.toObjectType', `There is no object type ${toObjectType}.`)
  return null
}

/** True where the fields ask for a comparison of properties. */
export function namesProperties({
  enrolledObjectPropertyNameToMatch: own,
  associatedObjectPropertyNameToMatch: others,
}: Fields): boolean {
  return isFilled(own) || isFilled(others)
}

/** Records whose property equals one of the enrolled record. */
export function compileMatching(
  fields: Fields,
  other: ObjectType,
  context: PrepareContext,
  findings: Findings,
): Matching | null {
  const own = readProperty(
    fields,
    'enrolledObjectPropertyNameToMatch',
    context.objectTypeId,
    context,
    findings,
  )
  const others = readProperty(fields, 'associatedObjectPropertyNameToMatch', other.id, context, findings)
  if (!own || !others) return null
  if (isMultiSelect(others)) {
    findings.issue(
      'WORKFLOW_INVALID',
      'fields.associatedObjectPropertyNameToMatch',
      `"${others.name}" holds several values; compare with a property that holds one.`,
    )
    return null
  }
  if (!others.keyed)
    findings.warning(
      'WORKFLOW_INVALID',
      'fields.associatedObjectPropertyNameToMatch',
      `Records cannot be looked up by "${others.name}": each time, all ${other.labels.plural.toLowerCase()} are gone through.`,
    )
  const wantedOf = (member: Member) => comparable(own, others, member)
  return {
    reads: propertyReads([own.name]),
    property: others,
    wantedOf,
    find: (members, crm) => findMatching(others, wantedOf, members, crm),
  }
}

const nobody: Found = { records: [], total: 0 }

async function findMatching(
  property: Property,
  wantedOf: Matching['wantedOf'],
  members: readonly Member[],
  crm: Crm,
): Promise<readonly Found[]> {
  const requests = members.flatMap((member) => {
    const value = wantedOf(member)
    return value === null ? [] : [{ member, property, value }]
  })
  const matches = requests.length === 0 ? [] : await crm.matching(requests)
  const found = new Map(requests.map(({ member }, index) => [member, matches[index]]))
  return members.map((member) => found.get(member) ?? nobody)
}

/** The enrolled record's value as one of the other property. */
function comparable(own: Property, others: Property, { record }: Member): CanonicalValue | null {
  const text = toWire(own, record.value(own.name))
  if (text === null || text === '') return null
  const result = toCanonical(others, text)
  return result.ok ? result.value : null
}

/** Records that the enrolled one is associated with, by one type. */
export function associatedBy({ category, typeId }: AssociationType): Targets {
  const spec: AssociationSpec = { category, typeId }
  return {
    reads: emptyReads,
    find: (members, crm) =>
      Promise.all(
        members.map(async (member) => {
          const records = await crm.associated(member, spec)
          return { records, total: records.length }
        }),
      ),
  }
}

/** `0-1/email`, or the name alone. */
function readProperty(
  fields: Fields,
  field: string,
  objectTypeId: string,
  { catalogue }: PrepareContext,
  findings: Findings,
): Property | undefined {
  const written = fields[field]
  if (!isFilled(written)) {
    findings.missing(`fields.${field}`, 'The property to compare')
    return undefined
  }
  const slash = written.lastIndexOf('/')
  const [type, name] = [written.slice(0, Math.max(slash, 0)), written.slice(slash + 1)]
  const fits = slash < 0 || findObjectType(catalogue, type)?.id === objectTypeId
  const property = fits ? findProperty(catalogue, objectTypeId, name) : undefined
  if (!property)
    findings.issue('PROPERTY_DOESNT_EXIST', `fields.${field}`, `Property "${written}" does not exist.`)
  return property
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

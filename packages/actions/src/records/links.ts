// Associations of a record that is about to be made, read from it to the existing one (api.md 6.3).
import type { AssociationRead } from '@millrace/filters'
import { emptyReads, memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'
import * as z from 'zod'
import type { PrepareContext } from '../action.js'
import type { AssociationSpec } from '../crm.js'
import type { Findings } from '../prepare.js'
import { associationSpecSchema, findAssociationType, readAssociationSpec } from './association-spec.js'

/** Written shape of `associations[]` and its switch. */
export const associationFields = {
  associations: z
    .array(z.looseObject({ target: associationSpecSchema.optional(), value: z.looseObject({}).optional() }))
    .nullish(),
  use_explicit_associations: z.union([z.string(), z.boolean()]).nullish(),
}

export interface Link {
  readonly spec: AssociationSpec
  /** null: the enrolled record; else its associated records of this kind, copied (A-CRE-6). */
  readonly copiedFrom: AssociationSpec | null
}

export interface Links {
  readonly links: readonly Link[]
  /** What copying reads of the enrolled record. */
  readonly reads: readonly AssociationRead[]
}

type Fields = Readonly<Record<string, unknown>>

/** The written associations and, unless they are said to be all, the plain one to the enrolled record (A-SAL-5). */
export function compileLinks(
  fields: Fields,
  objectTypeId: string,
  context: PrepareContext,
  findings: Findings,
): Links {
  const written = Array.isArray(fields.associations) ? fields.associations : []
  const explicit = memberText(fields.use_explicit_associations ?? 'false') === 'true'
  const reads: AssociationRead[] = []
  const links = written.flatMap((entry: unknown, index) => {
    const link = compileLink(entry, `fields.associations[${index}]`, objectTypeId, context, findings, reads)
    return link ? [link] : []
  })
  const plain = explicit ? null : plainLink(objectTypeId, context)
  const named = plain && links.some((link) => link.copiedFrom === null && sameSpec(link.spec, plain.spec))
  return { links: plain && !named ? [plain, ...links] : links, reads }
}

function compileLink(
  entry: unknown,
  field: string,
  objectTypeId: string,
  context: PrepareContext,
  findings: Findings,
  reads: AssociationRead[],
): Link | null {
  const spec = isObject(entry) ? readAssociationSpec(entry.target) : null
  if (!isObject(entry) || spec === null) {
    findings.missing(`${field}.target`, 'The association')
    return null
  }
  const value = isObject(entry.value) ? entry.value : {}
  const type = findAssociationType(context, spec, objectTypeId)
  const copiedFrom = readAssociationSpec(value.sourceSpec)
  if (!type) {
    findings.issue(
      'ASSOCIATION_TYPE_NOT_FOUND',
      `${field}.target`,
      'This association does not exist for the new record.',
    )
    return null
  }
  if (copiedFrom === null) return enrolledLink(spec, type.toObjectTypeId, value, field, context, findings)
  const source = findAssociationType(context, copiedFrom)
  if (!source || source.toObjectTypeId !== type.toObjectTypeId) {
    findings.issue(
      'ASSOCIATION_TYPE_NOT_FOUND',
      `${field}.value.sourceSpec`,
      'This association does not lead to the same object.',
    )
    return null
  }
  reads.push({
    objectTypeId: source.toObjectTypeId,
    category: source.category,
    typeId: source.typeId,
    reads: emptyReads,
  })
  return { spec, copiedFrom }
}

function enrolledLink(
  spec: AssociationSpec,
  toObjectTypeId: string,
  value: Fields,
  field: string,
  context: PrepareContext,
  findings: Findings,
): Link | null {
  if (value.type !== undefined && value.type !== 'ENROLLED_OBJECT') {
    findings.issue(
      'UNSUPPORTED_ACTION',
      `${field}.value`,
      `Associations to ${memberText(value.type)} are not supported yet.`,
    )
    return null
  }
  if (toObjectTypeId === context.objectTypeId) return { spec, copiedFrom: null }
  findings.issue(
    'ASSOCIATION_TYPE_NOT_FOUND',
    `${field}.target`,
    'This association does not lead to the enrolled record.',
  )
  return null
}

/** The unlabelled association between the two types, when there is one. */
function plainLink(objectTypeId: string, context: PrepareContext): Link | null {
  const type = context.catalogue.associationTypes.find(
    (known) =>
      known.fromObjectTypeId === objectTypeId &&
      known.toObjectTypeId === context.objectTypeId &&
      known.label === null,
  )
  return type ? { spec: { category: type.category, typeId: type.typeId }, copiedFrom: null } : null
}

function sameSpec(a: AssociationSpec, b: AssociationSpec): boolean {
  return a.category === b.category && a.typeId === b.typeId
}

// The label an action sets or takes away, read from the enrolled record to the other one.
import type { AssociationType } from '@millrace/model'
import type { PrepareContext } from '../action.js'
import type { Findings } from '../prepare.js'
import { readAssociationSpec } from '../records/association-spec.js'
import type { Fields } from './targets.js'

/**
 * `{associationCategory, associationTypeId}`, or the number alone. Undefined where the field is empty; null, noted, where
 * there is no such type.
 */
export function readLabel(
  fields: Fields,
  field: string,
  otherTypeId: string,
  context: PrepareContext,
  findings: Findings,
): AssociationType | null | undefined {
  const written = fields[field]
  const spec = readAssociationSpec(written)
  const number = spec?.typeId ?? (isNumber(written) ? Number(written) : undefined)
  if (number === undefined) return undefined
  const found = typesBetween(context, otherTypeId).find(
    ({ typeId, category }) => typeId === number && (spec === null || category === spec.category),
  )
  if (found) return found
  findings.issue('ASSOCIATION_TYPE_NOT_FOUND', `fields.${field}`, 'This association does not exist here.')
  return null
}

/** The association without a label. */
export function plainType(context: PrepareContext, otherTypeId: string): AssociationType | undefined {
  return typesBetween(context, otherTypeId).find(
    ({ label, category }) => label === null && category === 'HUBSPOT_DEFINED',
  )
}

function typesBetween(
  { catalogue, objectTypeId }: PrepareContext,
  otherTypeId: string,
): readonly AssociationType[] {
  return catalogue.associationTypes.filter(
    ({ fromObjectTypeId, toObjectTypeId }) =>
      fromObjectTypeId === objectTypeId && toObjectTypeId === otherTypeId,
  )
}

function isNumber(written: unknown): boolean {
  return typeof written === 'number' || (typeof written === 'string' && /^\d+$/.test(written))
}

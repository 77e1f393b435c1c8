import { memberText } from '@millrace/filters'
import { type AssociationType, type Catalogue, isObject } from '@millrace/model'
import * as z from 'zod'
import type { AssociationSpec } from '../crm.js'

/** Written shape of an association type. */
export const associationSpecSchema = z.looseObject({
  associationCategory: z.string().optional(),
  associationTypeId: z.union([z.number(), z.string()]).optional(),
})

/** `{associationCategory, associationTypeId}`; null for `{}` or nothing, which means the enrolled record. */
export function readAssociationSpec(json: unknown): AssociationSpec | null {
  if (!isObject(json) || json.associationTypeId === undefined || json.associationTypeId === null) return null
  const category = typeof json.associationCategory === 'string' ? json.associationCategory : 'HUBSPOT_DEFINED'
  return { category, typeId: Number(memberText(json.associationTypeId)) }
}

export interface AssociationContext {
  readonly catalogue: Catalogue
  /** Type of the enrolled record. */
  readonly objectTypeId: string
}

/** The association read from `from`, the enrolled type unless named; undefined where there is none. */
export function findAssociationType(
  context: AssociationContext,
  spec: AssociationSpec,
  from: string = context.objectTypeId,
): AssociationType | undefined {
  return context.catalogue.associationTypes.find(
    (type) =>
      type.category === spec.category && type.typeId === spec.typeId && type.fromObjectTypeId === from,
  )
}

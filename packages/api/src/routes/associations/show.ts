import { type AssociationType, Problem } from '@millrace/model'
import type { Associated, AssociationTypeRef, KnownTypes } from '@millrace/store'
import type { Ends } from './ends.js'

interface Pair {
  readonly fromId: string
  readonly toId: string
}

export function refOf(spec: {
  readonly associationCategory: string
  readonly associationTypeId: number
}): AssociationTypeRef {
  return { category: spec.associationCategory, typeId: spec.associationTypeId }
}

/** An associated record with the types that lead to it; those of archived labels are not among them. */
export function showAssociated(types: readonly AssociationType[]) {
  const labels = new Map(types.map(({ category, typeId, label }) => [`${category} ${typeId}`, label]))
  return ({ toId, types: found }: Associated) => ({
    toObjectId: String(toId),
    associationTypes: found.flatMap(({ category, typeId }) => {
      const label = labels.get(`${category} ${typeId}`)
      return label === undefined ? [] : [{ category, typeId, label }]
    }),
  })
}

/** The labels that a request set between two records. */
export function labelsOf(
  known: KnownTypes,
  { from, to }: Ends,
  { fromId, toId, set }: Pair & { readonly set: readonly AssociationTypeRef[] },
) {
  const labels = set.flatMap((ref) => known.find(ref, from.id, to.id)?.label ?? [])
  return {
    fromObjectTypeId: from.id,
    fromObjectId: fromId,
    toObjectTypeId: to.id,
    toObjectId: toId,
    labels: [...new Set(labels)],
  }
}

/** The unlabelled association between the two. Problem: ASSOCIATION_TYPE_NOT_FOUND. */
export function plainSpec(known: KnownTypes, { from, to }: Ends): AssociationTypeRef {
  const { category, typeId } = plainType(known, { from, to })
  return { category, typeId }
}

function plainType(known: KnownTypes, { from, to }: Ends): AssociationType {
  const plain = known.unlabelled(from.id, to.id)
  if (plain) return plain
  const message = `${from.labels.plural} and ${to.labels.plural.toLowerCase()} cannot be associated.`
  throw new Problem('ASSOCIATION_TYPE_NOT_FOUND', message, { field: 'toObjectType' })
}

/** Both directions of an unlabelled association. */
export function showPlain(known: KnownTypes, ends: Ends, { fromId, toId }: Pair) {
  const { category, typeId, inverseTypeId } = plainType(known, ends)
  const spec = (associationTypeId: number) => ({ associationCategory: category, associationTypeId })
  return [
    { from: { id: fromId }, to: { id: toId }, associationSpec: spec(typeId) },
    { from: { id: toId }, to: { id: fromId }, associationSpec: spec(inverseTypeId) },
  ]
}

// Which rows a call has to look at before it changes associations.
import type { AssociationType } from '@millrace/model'
import type { AssociationTypeRef, KnownTypes } from './known-types.js'
import type { OfType, Pair } from './read-standing.js'
import type { AssociationRow } from './write-associations.js'

/** Object type of each record named; one that is not in it is refused as not there. */
export type ObjectTypes = ReadonlyMap<number, string>

/** What is to become of two records' associations, read from the first to the second: first removed, then set. */
export interface AssociationChange {
  readonly fromId: number
  readonly toId: number
  readonly set?: readonly AssociationTypeRef[]
  /** Removing an unlabelled association removes the labels with it; `labels`: every label, never the association. */
  readonly remove?: readonly AssociationTypeRef[] | 'all' | 'labels'
}

/** The rows an association of this type consists of. */
export function bothWays(type: AssociationType, fromId: number, toId: number): AssociationRow[] {
  const { category, typeId, inverseTypeId, fromObjectTypeId, toObjectTypeId } = type
  return [
    { fromId, toObjectTypeId, toId, category, typeId },
    { fromId: toId, toObjectTypeId: fromObjectTypeId, toId: fromId, category, typeId: inverseTypeId },
  ]
}

/** Every pair that changes name, in both directions. */
export function pairsOf(objectTypes: ObjectTypes, changes: readonly AssociationChange[]): Pair[] {
  const pairs = new Map<string, Pair>()
  for (const { fromId, toId } of changes) {
    const [from, to] = [objectTypes.get(fromId), objectTypes.get(toId)]
    if (from === undefined || to === undefined) continue
    pairs.set(`${fromId} ${toId}`, { fromId, toObjectTypeId: to, toId })
    pairs.set(`${toId} ${fromId}`, { fromId: toId, toObjectTypeId: from, toId: fromId })
  }
  return [...pairs.values()]
}

/** Of which types a record may have only so many, for the types that are set, in both directions. */
export function limitedBy(
  types: KnownTypes,
  objectTypes: ObjectTypes,
  changes: readonly AssociationChange[],
): OfType[] {
  const limited = new Map<string, OfType>()
  for (const { fromId, toId, set = [] } of changes) {
    const [from, to] = [objectTypes.get(fromId), objectTypes.get(toId)]
    if (from === undefined || to === undefined || set.length === 0) continue
    const plain = types.unlabelled(from, to)
    const found = set.flatMap((ref) => types.find(ref, from, to) ?? [])
    for (const type of plain ? [...found, plain] : found) {
      for (const { fromId: id, toObjectTypeId, category, typeId } of bothWays(type, fromId, toId)) {
        const each = types.find({ category, typeId }, objectTypes.get(id) ?? '', toObjectTypeId)
        if (!each || (each.maxPerRecord === null && each.userLimit === null)) continue
        limited.set(`${id} ${toObjectTypeId} ${category} ${typeId}`, {
          fromId: id,
          toObjectTypeId,
          category,
          typeId,
        })
      }
    }
  }
  return [...limited.values()]
}

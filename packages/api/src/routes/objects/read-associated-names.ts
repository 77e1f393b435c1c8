import type { Definitions, Transaction } from '@millrace/store'
import { readAssociations } from '@millrace/store'

/** An associated record and the name of the association, as `associations` of a read shows it. */
export interface AssociatedName {
  readonly id: number
  /** `contact_to_company`; one entry for each type that stands between the two. */
  readonly type: string
}

/** By object type id, then by record. */
export async function readAssociatedNames(
  tx: Transaction,
  { catalogue }: Definitions,
  ids: readonly number[],
  objectTypeIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, readonly AssociatedName[]>>> {
  const names = new Map(
    catalogue.associationTypes.map((type) => [`${type.category} ${type.typeId}`, type.name]),
  )
  const found = new Map<string, Map<number, AssociatedName[]>>()
  for (const objectTypeId of objectTypeIds) {
    const ofType = new Map<number, AssociatedName[]>()
    found.set(objectTypeId, ofType)
    for (const { fromId, toId, category, typeId } of await readAssociations(tx, ids, objectTypeId)) {
      const entry = { id: toId, type: names.get(`${category} ${typeId}`) ?? `${category}_${typeId}` }
      ofType.set(fromId, [...(ofType.get(fromId) ?? []), entry])
    }
  }
  return found
}

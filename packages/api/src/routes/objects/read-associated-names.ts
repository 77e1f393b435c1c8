import { type Associated, type Definitions, pageAssociations, type Transaction } from '@millrace/store'

/** Associated records that a read shows of each object type; the others are paged (api.md 3.1, associations). */
const mostAssociated = 500

/** An associated record and the name of the association, as `associations` of a read shows it. */
interface AssociatedName {
  readonly id: number
  /** `contact_to_company`; one entry for each type that stands between the two. */
  readonly type: string
}

export interface AssociatedPage {
  readonly names: readonly AssociatedName[]
  /** Where the next page begins; null: there is none. */
  readonly after: number | null
}

/** By object type id, then by record. */
export async function readAssociatedNames(
  tx: Transaction,
  { catalogue }: Definitions,
  ids: readonly number[],
  objectTypeIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, AssociatedPage>>> {
  const names = new Map(
    catalogue.associationTypes.map((type) => [`${type.category} ${type.typeId}`, type.name]),
  )
  const found = new Map<string, Map<number, AssociatedPage>>()
  for (const objectTypeId of objectTypeIds) {
    const starts = [...new Set(ids)].map((fromId) => ({ fromId, after: 0 }))
    const rows = await pageAssociations(tx, {
      toObjectTypeId: objectTypeId,
      starts,
      limit: mostAssociated + 1,
    })
    const byRecord = grouped(rows)
    const pages = [...byRecord].map(([fromId, ofRecord]): [number, AssociatedPage] => {
      const shown = ofRecord.slice(0, mostAssociated)
      return [
        fromId,
        {
          names: shown.flatMap(({ toId, types }) =>
            types.map(({ category, typeId }) => ({
              id: toId,
              type: names.get(`${category} ${typeId}`) ?? `${category}_${typeId}`,
            })),
          ),
          after: ofRecord.length > mostAssociated ? (shown.at(-1)?.toId ?? null) : null,
        },
      ]
    })
    found.set(objectTypeId, new Map(pages))
  }
  return found
}

function grouped(rows: readonly Associated[]): ReadonlyMap<number, readonly Associated[]> {
  const groups = new Map<number, Associated[]>()
  for (const row of rows) {
    const known = groups.get(row.fromId)
    if (known) known.push(row)
    else groups.set(row.fromId, [row])
  }
  return groups
}

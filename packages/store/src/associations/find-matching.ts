import { type CanonicalValue, fold, foldedCompanion, keyOf, type Property } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface Matching {
  /** In order of creation. */
  readonly ids: readonly number[]
  /** How many there are, shown or not. */
  readonly total: number
}

/**
 * Living records with a value of a property, for each value, the first `most` by creation (A-ASC-5). Text matches folded.
 * A keyed property is looked up; of another one, every record of the type is looked at.
 */
export async function findMatching(
  tx: Transaction,
  property: Property,
  values: readonly CanonicalValue[],
  most: number,
): Promise<ReadonlyMap<CanonicalValue, Matching>> {
  const texts = new Map(values.map((value) => [value, property.keyed ? keyOf(value) : storedText(value)]))
  const wanted = [...new Set(texts.values())]
  if (wanted.length === 0) return new Map()
  const rows = await (property.keyed ? lookUp : lookAtAll)(tx, property, wanted, most)
  const found = new Map<string, { ids: number[]; total: number }>()
  for (const { text, id, total } of rows) {
    const known = found.get(text)
    if (known) known.ids.push(id)
    else found.set(text, { ids: [id], total })
  }
  return new Map([...texts].map(([value, text]) => [value, found.get(text) ?? { ids: [], total: 0 }]))
}

interface Row {
  readonly text: string
  readonly id: number
  readonly total: number
}

function lookUp(
  tx: Transaction,
  { objectTypeId, id }: Property,
  keys: readonly string[],
  most: number,
): Promise<Row[]> {
  return tx.query<Row>(
    sql`
      SELECT n.text, m.id, m.total FROM unnest(${textArray(keys)}::text[]) AS n(text)
      CROSS JOIN LATERAL (
        SELECT r.id, r.created_at, count(*) OVER () AS total FROM record_keys k
        CROSS JOIN LATERAL (
          -- OFFSET 0: by key, whatever the planner thinks it knows of the account (see writeVersions).
          SELECT r.id, r.created_at FROM records r
          WHERE r.account_id = ${tx.accountId} AND r.id = k.record_id AND ${living} OFFSET 0
        ) AS r
        WHERE k.account_id = ${tx.accountId} AND k.object_type_id = ${objectTypeId} AND k.property_id = ${id}
          AND k.key = n.text
        ORDER BY r.created_at, r.id LIMIT ${most}
      ) AS m ORDER BY n.text, m.created_at, m.id`,
    'associations.look-up-matching',
  )
}

/** Hot first: while a property moves, its cold copy may be older. The folded form is the one compared. */
function lookAtAll(
  tx: Transaction,
  { objectTypeId, name }: Property,
  texts: readonly string[],
  most: number,
): Promise<Row[]> {
  const folded = foldedCompanion(name)
  return tx.query<Row>(
    sql`
      SELECT text, id, total FROM (
        SELECT v.text, r.id, row_number() OVER (PARTITION BY v.text ORDER BY r.created_at, r.id) AS place,
          count(*) OVER (PARTITION BY v.text) AS total
        FROM records r
        LEFT JOIN cold_values c ON c.account_id = ${tx.accountId} AND c.record_id = r.id
        CROSS JOIN LATERAL (
          SELECT coalesce(r.hot -> ${folded}, r.hot -> ${name}, c.cold -> ${folded}, c.cold -> ${name})::text AS text OFFSET 0
        ) AS v
        WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${objectTypeId} AND ${living}
          AND v.text COLLATE "C" = ANY(${textArray(texts)}::text[])
      ) AS found WHERE place <= ${most} ORDER BY text, place`,
    'associations.look-at-all-matching',
  )
}

const living: Sql = sql`r.deleted_at IS NULL AND r.merged_into IS NULL`

/** As PostgreSQL writes the JSON of a stored value. */
function storedText(value: CanonicalValue): string {
  return JSON.stringify(typeof value === 'string' ? fold(value) : value)
}

import sql, { empty, join, type Sql } from 'sql-template-tag'
import { numberArray } from '../../array-literals.js'
import type { Transaction } from '../../database.js'
import type { Definitions } from '../../definitions/definitions.js'
import { conditionSql, isNumeric, numberOf, readsCold, sortableText } from './condition-sql.js'
import { type CheckedSearch, checkSearch, type SearchRequest } from './search-request.js'

export interface SearchPage {
  /** Exact, also beyond the results that can be paged to. */
  readonly total: number
  readonly ids: readonly number[]
}

/** One page of the records that meet a search, in its order, then by id (api.md 3.1). */
export async function searchRecords(
  tx: Transaction,
  definitions: Definitions,
  request: SearchRequest,
): Promise<SearchPage> {
  const search = checkSearch(definitions, request)
  const [row] = await tx.query<{ total: number; ids: string[] }>(sql`
    WITH matched AS MATERIALIZED (
      SELECT r.id, ${sortKey(search)} AS sort_key FROM records r ${needsCold(search) ? joinCold : empty}
      WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${search.objectTypeId}
        AND r.deleted_at IS NULL AND r.merged_into IS NULL
        AND ${groupsSql(tx.accountId, search)} AND ${wordsSql(tx.accountId, definitions, search)}
    )
    SELECT (SELECT count(*) FROM matched) AS total, ARRAY(
      SELECT id FROM matched
      ORDER BY sort_key ${search.sort?.descending ? sql`DESC` : sql`ASC`} NULLS LAST, id
      LIMIT ${search.limit} OFFSET ${search.after}) AS ids`)
  return { total: row?.total ?? 0, ids: (row?.ids ?? []).map(Number) }
}

const joinCold = sql`LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id`

function needsCold({ groups, sort }: CheckedSearch): boolean {
  if (sort && readsCold(sort.property)) return true
  return groups.flat().some((condition) => condition.kind === 'property' && readsCold(condition.property))
}

function sortKey({ sort }: CheckedSearch): Sql {
  if (!sort) return sql`r.id`
  return isNumeric(sort.property) ? numberOf(sort.property) : sortableText(sort.property)
}

function groupsSql(accountId: number, { objectTypeId, groups }: CheckedSearch): Sql {
  if (groups.length === 0) return sql`true`
  return sql`(${join(
    groups.map((conditions) =>
      conditions.length === 0
        ? sql`true`
        : sql`(${join(
            conditions.map((condition) => conditionSql(accountId, objectTypeId, condition)),
            ' AND ',
          )})`,
    ),
    ' OR ',
  )})`
}

/** Every word of the query stands somewhere in the record's keyed text. */
function wordsSql(
  accountId: number,
  { catalogue }: Definitions,
  { objectTypeId, words }: CheckedSearch,
): Sql {
  const texts = [...(catalogue.properties.get(objectTypeId)?.values() ?? [])].filter(
    (property) => property.keyed && !isNumeric(property),
  )
  const ids = numberArray(texts.map(({ id }) => id))
  if (words.length === 0) return sql`true`
  return join(
    words.map(
      (word) => sql`r.id IN (
        SELECT k.record_id FROM record_keys k
        WHERE k.account_id = ${accountId} AND k.object_type_id = ${objectTypeId} AND k.property_id = ANY(${ids}::int[])
          AND position(${word.replaceAll('*', '')}::text IN k.key) > 0)`,
    ),
    ' AND ',
  )
}

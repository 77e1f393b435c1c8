import type { Property, Range } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import { sqlRow } from './sql-row.js'
import { currentValue } from './value-source.js'

/**
 * Whether a date or date-time of the record lies in one of the ranges: a condition as `CompiledFilter.toSql` gives them. Its
 * cost does not grow with the number of ranges to speak of: 800 years of birthdays are searched, not tried.
 */
export function dateWithin(
  property: Property,
  ranges: readonly Range[],
): { readonly condition: Sql; readonly needsCold: boolean } {
  const row = sqlRow(0)
  const { number } = currentValue(property).toSql(row)
  const all = `{${ranges.map(([from, to]) => `[${from},${to})`).join(',')}}`
  return {
    condition: sql`coalesce(${all}::nummultirange @> ${number}, false)`,
    needsCold: row.needsCold,
  }
}

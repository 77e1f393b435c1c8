// A search condition on a keyed property as SQL over `record_keys k` alone: keys are narrow, in order, and found by index,
// where values lie in wide rows.
import { isMultiSelect, keyOf, type Property } from '@millrace/model'
import sql, { join, type Sql } from 'sql-template-tag'
import { textArray } from '../../array-literals.js'
import { isNumeric } from './condition-sql.js'
import { containsWords } from './contains-words.js'
import type { SearchCondition } from './search-request.js'

type PropertyCondition = Extract<SearchCondition, { kind: 'property' }>

/** A bound this long is compared within the head of every key, which longer texts keep (`keyOf`). */
const longestBound = 400

/** Ids of the records whose key meets it; null when keys cannot tell. Each id once, but for a unique property. */
export function idsByKey(accountId: number, objectTypeId: string, condition: SearchCondition): Sql | null {
  const met = keyMeets(condition)
  if (condition.kind !== 'property' || met === null) return null
  return sql`
    SELECT k.record_id FROM record_keys k
    WHERE k.account_id = ${accountId} AND k.object_type_id = ${objectTypeId} AND k.property_id = ${condition.property.id}
      AND ${met}`
}

/**
 * The condition on `k.key`; null when keys cannot tell. A record that took others in holds their unique keys too: it is
 * found by their addresses, but they are no values of its own to be compared or counted.
 */
export function keyMeets(condition: SearchCondition): Sql | null {
  if (condition.kind !== 'property') return null
  const { property, operator, values } = condition
  if (!property.keyed || property.placement === 'column' || isMultiSelect(property)) return null
  switch (operator) {
    case 'EQ':
    case 'IN':
      return sql`k.key = ANY(${textArray(values.map(keyOf))}::text[])`
    case 'CONTAINS_TOKEN':
      return isNumeric(property) ? null : containsWords(sql`k.key`, values)
    default:
      return property.hasUniqueValue ? null : ordered(property, condition)
  }
}

function ordered(property: Property, { operator, values }: PropertyCondition): Sql | null {
  if (operator === 'HAS_PROPERTY') return sql`true`
  const keys = values.map(keyOf)
  const [low = '', high = ''] = keys
  if (property.type === 'bool' || keys.some((key) => key.length > longestBound)) return null
  switch (operator) {
    case 'LT':
      return sql`k.key < ${low}`
    case 'LTE':
      return sql`k.key <= ${low}`
    case 'GT':
      return sql`k.key > ${low}`
    case 'GTE':
      return sql`k.key >= ${low}`
    case 'BETWEEN':
      return join([sql`k.key >= ${low}`, sql`k.key <= ${high}`], ' AND ')
    default:
      return null
  }
}

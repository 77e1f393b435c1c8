// One search condition as SQL over `records r` and `cold_values c`: never NULL, values compared bytewise.
import {
  type CanonicalValue,
  fold,
  foldedCompanion,
  isMultiSelect,
  type Property,
  systemColumnOf,
} from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import { numberArray, textArray } from '../../array-literals.js'
import { containsWords } from './contains-words.js'
import type { SearchCondition, SearchOperator } from './search-request.js'

type PropertyCondition = Extract<SearchCondition, { kind: 'property' }>

/** A negative operator asks for a value that is there and differs; *is unknown* is an operator of its own. */
export function conditionSql(accountId: number, condition: SearchCondition): Sql {
  if (condition.kind === 'association') return associationSql(accountId, condition)
  const { property, operator } = condition
  const known = sql`(${jsonOf(property)}) IS NOT NULL`
  switch (operator) {
    case 'HAS_PROPERTY':
      return known
    case 'NOT_HAS_PROPERTY':
      return sql`NOT (${known})`
    case 'NEQ':
      return sql`(${known} AND NOT ${anyOf(condition)})`
    case 'NOT_IN':
      return sql`(${known} AND NOT ${anyOf(condition)})`
    case 'NOT_CONTAINS_TOKEN':
      return sql`(${known} AND NOT ${tokens(condition)})`
    case 'CONTAINS_TOKEN':
      return tokens(condition)
    case 'EQ':
    case 'IN':
      return anyOf(condition)
    default:
      return compared(condition)
  }
}

/** True when the condition looks at the cold side. */
export function readsCold({ placement }: Property): boolean {
  return placement === 'cold' || placement === 'moving'
}

/** The value as jsonb, NULL where there is none. */
function jsonOf({ name, placement }: Property): Sql {
  if (placement === 'column') return sql`to_jsonb(${columnOf(name)})`
  const hot = sql`r.hot -> ${name}::text`
  const cold = sql`c.cold -> ${name}::text`
  return placement === 'hot' ? hot : placement === 'cold' ? cold : sql`coalesce(${hot}, ${cold})`
}

/** Its folded text. */
function textOf(property: Property): Sql {
  const { name, placement } = property
  if (isMultiSelect(property)) return choicesOf(property)
  const folded = (side: Sql) =>
    sql`coalesce(${side} ->> ${foldedCompanion(name)}::text, ${side} ->> ${name}::text)`
  if (placement === 'column') return sql`${columnOf(name)}::text`
  if (placement === 'hot') return folded(sql`r.hot`)
  if (placement === 'cold') return folded(sql`c.cold`)
  return sql`CASE WHEN r.hot ? ${name}::text THEN ${folded(sql`r.hot`)} ELSE ${folded(sql`c.cold`)} END`
}

/** Choices as they are written (`a;b`): they are in order where they stand. */
function choicesOf(property: Property): Sql {
  const value = jsonOf(property)
  return sql`CASE WHEN jsonb_typeof(${value}) = 'array'
    THEN (SELECT string_agg(choice, ';' ORDER BY n) FROM jsonb_array_elements_text(${value}) WITH ORDINALITY AS chosen(choice, n)) END`
}

function columnOf(name: string): Sql {
  const column = systemColumnOf(name)
  if (column === 'created_at') return sql`floor(extract(epoch FROM r.created_at) * 1000)`
  if (column === 'updated_at') return sql`floor(extract(epoch FROM r.updated_at) * 1000)`
  return sql`r.id::numeric`
}

/** CASE, because AND promises no order: a text is never cast. */
export function numberOf(property: Property): Sql {
  const value = jsonOf(property)
  return sql`CASE WHEN jsonb_typeof(${value}) = 'number' THEN (${value})::numeric END`
}

export function sortableText(property: Property): Sql {
  return sql`(${textOf(property)}) COLLATE "C"`
}

export function isNumeric({ type }: Property): boolean {
  return type === 'number' || type === 'date' || type === 'datetime'
}

function anyOf({ property, values }: PropertyCondition): Sql {
  if (isNumeric(property))
    return sql`coalesce(${numberOf(property)} = ANY(${numberArray(values.map(Number))}::numeric[]), false)`
  const texts = values.map((value) => fold(String(value)))
  if (isMultiSelect(property))
    return sql`coalesce((${jsonOf(property)}) ?| ${textArray(values.map(String))}::text[], false)`
  return sql`coalesce((${textOf(property)}) COLLATE "C" = ANY(${textArray(texts)}::text[]), false)`
}

const comparisons: Partial<Record<SearchOperator, Sql>> = {
  LT: sql`<`,
  LTE: sql`<=`,
  GT: sql`>`,
  GTE: sql`>=`,
}

function compared({ property, operator, values }: PropertyCondition): Sql {
  const left = isNumeric(property) ? numberOf(property) : sortableText(property)
  const text = (value: CanonicalValue) => (isMultiSelect(property) ? String(value) : fold(String(value)))
  const right = values.map((value) =>
    isNumeric(property) ? sql`${Number(value)}::numeric` : sql`${text(value)}::text`,
  )
  const comparison = comparisons[operator]
  const bound = right[0] ?? sql`NULL`
  if (comparison) return sql`coalesce(${left} ${comparison} ${bound}, false)`
  return sql`coalesce(${left} >= ${bound} AND ${left} <= ${right[1] ?? bound}, false)`
}

function tokens(condition: PropertyCondition): Sql {
  const { property, values } = condition
  return isMultiSelect(property) ? anyOf(condition) : containsWords(textOf(property), values)
}

function associationSql(
  accountId: number,
  { objectTypeId, operator, recordIds }: Extract<SearchCondition, { kind: 'association' }>,
): Sql {
  const which = operator.endsWith('HAS_PROPERTY')
    ? sql`true`
    : sql`a.to_id = ANY(${numberArray(recordIds)}::bigint[])`
  const exists = sql`EXISTS (
    SELECT 1 FROM associations a WHERE a.account_id = ${accountId} AND a.from_id = r.id
      AND a.to_object_type_id = ${objectTypeId} AND ${which})`
  return operator.startsWith('N') ? sql`NOT ${exists}` : exists
}

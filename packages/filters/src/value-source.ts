// Where a condition's values come from: the first step of evaluating one filter (W-FLS-5).
import { type CanonicalValue, foldedCompanion, type Property, systemColumnOf } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import type { FilterRecord } from './compiled.js'
import type { ReadsBuilder } from './reads.js'
import { epochMs, jsonValue, numberValue, type SqlRow, type SqlValue } from './sql-row.js'

export interface ValueSource {
  /** Undefined where there is no value; what that means is decided by the condition, never here. */
  fetch(record: FilterRecord): CanonicalValue | undefined
  toSql(row: SqlRow): SqlValue
  read(reads: ReadsBuilder): void
  readonly words: string
}

/** The value a record has now. */
export function currentValue(property: Property): ValueSource {
  const { name } = property
  return {
    fetch: (record) => record.value(name),
    toSql: (row) => currentInSql(property, row),
    read: (reads) => reads.property(name),
    words: property.label,
  }
}

/** Calculated values and columns are derived: nobody wrote them (W-OPR-22). */
export function keepsHistory(property: Property): boolean {
  return !property.calculated && property.placement !== 'column'
}

/** When a property's value last changed, in epoch ms; clearing it counts (W-OPR-24). */
export function lastUpdate(property: Property): ValueSource {
  const { name } = property
  return {
    fetch: (record) => record.history(name).at(-1)?.at,
    toSql: (row) =>
      numberValue(
        sql`(SELECT max(${epochMs(sql`u.at`)}) FROM changes u WHERE u.account_id = ${row.record}.account_id AND u.record_id = ${row.record}.id AND ${writtenInSql(sql`${name}::text`, sql`u`)} IS NOT NULL)`,
      ),
    read: (reads) => reads.history(name),
    words: `last update of ${property.label}`,
  }
}

/** A source that is never missing: what it lacks is given (`defaultComparisonValue`). */
export function withDefault(
  source: ValueSource,
  fallback: CanonicalValue,
  inSql: (value: SqlValue) => SqlValue,
): ValueSource {
  return {
    fetch: (record) => source.fetch(record) ?? fallback,
    toSql: (row) => inSql(source.toSql(row)),
    read: (reads) => source.read(reads),
    words: source.words,
  }
}

/**
 * What a row of `changes` under this alias wrote of a property, as JSON: 'null' where it cleared it, NULL where it wrote
 * nothing. Of a creation the cold values stand in `initial`; all else is [old, new] in `patch`.
 */
export function writtenInSql(name: Sql, change: Sql): Sql {
  return sql`coalesce(${change}.initial->${name}, ${change}.patch->${name}->1)`
}

/** A value of the history as SQL sees it, in a row of `changes` under this alias. */
export function seenInSql(name: string, change: Sql): SqlValue {
  const text = (member: string) =>
    sql`${change}.initial->>${member}::text, ${change}.patch->${member}::text->>1`
  const folded = sql`coalesce(${text(foldedCompanion(name))}, ${text(name)})`
  return jsonValue(writtenInSql(sql`${name}::text`, change), folded)
}

function currentInSql(property: Property, row: SqlRow): SqlValue {
  if (property.placement === 'column') return columnValue(property.name, row)
  const name = sql`${property.name}::text`
  const companion = sql`${foldedCompanion(property.name)}::text`
  const folded = (values: Sql) => sql`coalesce(${values}->>${companion}, ${values}->>${name})`
  const hot = sql`${row.record}.hot`
  if (property.placement === 'hot') return jsonValue(sql`(${hot}->${name})`, folded(hot))
  const cold = sql`${row.cold()}.cold`
  if (property.placement === 'cold') return jsonValue(sql`(${cold}->${name})`, folded(cold))
  // While a property moves, hot is the newer of the two wherever it has it.
  return jsonValue(
    sql`coalesce(${hot}->${name}, ${cold}->${name})`,
    sql`CASE WHEN ${hot}->${name} IS NOT NULL THEN ${folded(hot)} ELSE ${folded(cold)} END`,
  )
}

function columnValue(name: string, row: SqlRow): SqlValue {
  const column = systemColumnOf(name)
  if (column === 'created_at') return numberValue(epochMs(sql`${row.record}.created_at`))
  if (column === 'updated_at') return numberValue(epochMs(sql`${row.record}.updated_at`))
  return numberValue(sql`${row.record}.id::numeric`)
}

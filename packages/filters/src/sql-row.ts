// How conditions name rows and values in SQL. Nothing here may raise an error, whatever a value's type (engine.md 2).
import sql, { raw, type Sql } from 'sql-template-tag'

/** One row of `records` with its `cold_values` beside it, at one instant. */
export interface SqlRow {
  /** Alias of `records`. */
  readonly record: Sql
  /** Alias of `cold_values`; naming it says that it has to be joined. */
  cold(): Sql
  readonly needsCold: boolean
  readonly now: number
  /** 0 for the filtered record, 1 for its associated records, and so on. */
  readonly depth: number
}

/** Aliases `r` and `c`, then `r1` and `c1`, … */
export function sqlRow(now: number, depth = 0): SqlRow {
  const suffix = depth === 0 ? '' : String(depth)
  let needsCold = false
  return {
    record: raw(`r${suffix}`),
    cold() {
      needsCold = true
      return raw(`c${suffix}`)
    },
    get needsCold() {
      return needsCold
    },
    now,
    depth,
  }
}

/** A value in SQL, seen as each type: NULL where it is missing or of another type; `json` is as it stands. */
export interface SqlValue {
  readonly json: Sql
  readonly missing: Sql
  /** Folded text (W-OPR-8). */
  readonly text: Sql
  /** Text as given. */
  readonly asGiven: Sql
  readonly number: Sql
  readonly bool: Sql
  /** Options as jsonb: one string or an array of strings. */
  readonly options: Sql
}

/** A canonical value in jsonb and its folded text, where it is text. */
export function jsonValue(json: Sql, folded: Sql): SqlValue {
  const guarded = (type: string, value: Sql) =>
    sql`CASE WHEN jsonb_typeof(${json}) = ${raw(`'${type}'`)} THEN ${value} END`
  return {
    json,
    missing: sql`${json} IS NULL`,
    text: guarded('string', sql`${folded} COLLATE "C"`),
    asGiven: guarded('string', sql`(${json} #>> '{}') COLLATE "C"`),
    number: guarded('number', sql`(${json})::numeric`),
    bool: guarded('boolean', sql`(${json})::boolean`),
    options: sql`CASE WHEN jsonb_typeof(${json}) IN ('string', 'array') THEN ${json} END`,
  }
}

/** A number from a column or a look-up. */
export function numberValue(number: Sql): SqlValue {
  const none = { text: sql`NULL::text`, bool: sql`NULL::boolean`, json: sql`NULL::jsonb` }
  return {
    json: none.json,
    missing: sql`${number} IS NULL`,
    text: none.text,
    asGiven: none.text,
    number,
    bool: none.bool,
    options: none.json,
  }
}

/** A number as PostgreSQL compares it: the shortest decimal of the double, which orders exactly as doubles do. */
export function numeric(value: number): Sql {
  return sql`${String(value)}::numeric`
}

/** A timestamptz as epoch milliseconds, cut to whole ones as they are read elsewhere. */
export function epochMs(column: Sql): Sql {
  return sql`floor(extract(epoch FROM ${column}) * 1000)`
}

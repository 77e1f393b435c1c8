import sql, { empty, type Sql } from 'sql-template-tag'

const join = sql`LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id`

/** The cold values of `records r` as `c`, for a condition that reads some. */
export function coldJoin(needsCold: boolean): Sql {
  return needsCold ? join : empty
}

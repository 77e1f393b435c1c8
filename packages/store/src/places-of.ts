import sql, { empty, raw, type Sql } from 'sql-template-tag'
import { textArray } from './array-literals.js'
import type { Transaction } from './database.js'

/** Parts of a statement that updates rows of an `unnest(…) AS given(id, …)` at their places. */
export interface Places {
  /** False: they are looked up by key, because whoever locked one of them has not read where it stands. */
  readonly known: boolean
  /** One more array of the unnest, and the name of its column. */
  readonly array: Sql
  readonly column: Sql
  /** Another FROM item, one row for each. */
  readonly lookUp: Sql
}

/** Where rows of one table stand; see `writeVersions` for why they are updated there. */
export function placesOf(
  tx: Transaction,
  table: 'records' | 'enrollments',
  rows: readonly { readonly place?: string | null | undefined }[],
): Places {
  const places = rows.flatMap(({ place }) => place ?? [])
  if (places.length === rows.length)
    return { known: true, array: sql`, ${textArray(places)}::tid[]`, column: sql`, place`, lookUp: empty }
  const lookUp = sql`CROSS JOIN LATERAL (
    SELECT k.ctid AS place FROM ${raw(table)} k WHERE k.account_id = ${tx.accountId} AND k.id = given.id OFFSET 0
  ) AS found`
  return { known: false, array: empty, column: empty, lookUp }
}

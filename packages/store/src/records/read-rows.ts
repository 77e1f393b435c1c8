import sql, { type Sql } from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { RecordRow } from './stored-record.js'

/** Rows of records by id, deleted ones too; the cold side only when asked, for it is the wide one. */
export function readRows(tx: Transaction, ids: readonly number[], withCold: boolean): Promise<RecordRow[]> {
  return withCold ? readHotAndCold(tx, ids) : readHot(tx, ids)
}

function readHot(tx: Transaction, ids: readonly number[]): Promise<RecordRow[]> {
  return tx.query<RecordRow>(
    sql`
      SELECT id, ctid AS place, object_type_id, version, created_at, updated_at, hot, created_by_workflow_id, created_by_action_id,
        merged_into, deleted_at
      FROM records WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(ids)}::bigint[])`,
    'records.read-hot',
  )
}

function readHotAndCold(tx: Transaction, ids: readonly number[]): Promise<RecordRow[]> {
  return readWithCold(tx, ids, sql`v.cold`, 'records.read-hot-and-cold')
}

/** The same with only those cold values that are named: a page of wide records mostly shows a few. */
export function readRowsShowing(
  tx: Transaction,
  ids: readonly number[],
  names: readonly string[],
): Promise<RecordRow[]> {
  const named = sql`(
          SELECT jsonb_object_agg(n.name, v.cold -> n.name) FROM unnest(${textArray(names)}::text[]) AS n(name)
          WHERE v.cold ? n.name
        )`
  return readWithCold(tx, ids, named, 'records.read-rows-showing')
}

/** `cold`: what is wanted of a row `v` of `cold_values`. */
function readWithCold(
  tx: Transaction,
  ids: readonly number[],
  cold: Sql,
  name: string,
): Promise<RecordRow[]> {
  return tx.query<RecordRow>(
    sql`
      SELECT r.id, r.ctid AS place, r.object_type_id, r.version, r.created_at, r.updated_at, r.hot, c.cold, r.created_by_workflow_id,
        r.created_by_action_id, r.merged_into, r.deleted_at
      FROM records r LEFT JOIN LATERAL (
        -- OFFSET 0: one look-up a record, whatever the planner thinks it knows of the account (see writeVersions).
        SELECT ${cold} AS cold FROM cold_values v
        WHERE v.account_id = ${tx.accountId} AND v.record_id = r.id OFFSET 0
      ) c ON true
      WHERE r.account_id = ${tx.accountId} AND r.id = ANY(${numberArray(ids)}::bigint[])`,
    name,
  )
}

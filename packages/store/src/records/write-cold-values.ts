import sql from 'sql-template-tag'
import { jsonArray, numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Delta } from './plan-writes.js'
import { clearsOf, hasClear, hasSet, setsOf } from './side.js'

/**
 * A record has a cold row only once it has a cold value: a clear alone never makes one, and of what is not there writes
 * none.
 */
export async function writeColdValues(tx: Transaction, deltas: readonly Delta[]): Promise<void> {
  const clearing = deltas.filter(({ cold }) => hasClear(cold))
  const setting = deltas.filter(({ cold }) => hasSet(cold))
  if (clearing.length > 0) await clear(tx, clearing)
  if (setting.length > 0) await set(tx, setting)
}

async function clear(tx: Transaction, deltas: readonly Delta[]): Promise<void> {
  await tx.execute(
    sql`
      UPDATE cold_values c SET cold = c.cold - n.cleared::text[]
      FROM (
        -- One look-up a record, whatever the planner thinks it knows of the account (see writeVersions).
        SELECT given.cleared, found.place FROM unnest(
          ${numberArray(deltas.map((delta) => delta.recordId))}::bigint[],
          ${textArray(deltas.map(({ cold }) => clearsOf(cold)))}::text[]
        ) AS given(record_id, cleared) CROSS JOIN LATERAL (
          SELECT v.ctid AS place FROM cold_values v
          WHERE v.account_id = ${tx.accountId} AND v.record_id = given.record_id
            AND v.cold ?| given.cleared::text[] OFFSET 0
        ) AS found LIMIT ${deltas.length}::bigint
      ) AS n
      WHERE c.ctid = n.place AND c.account_id = ${tx.accountId}`,
    'records.clear-cold-values',
  )
}

async function set(tx: Transaction, deltas: readonly Delta[]): Promise<void> {
  await tx.execute(
    sql`
      INSERT INTO cold_values AS c (account_id, record_id, cold)
      SELECT ${tx.accountId}, n.record_id, n.sets
      FROM ROWS FROM (
        unnest(${numberArray(deltas.map((delta) => delta.recordId))}::bigint[]),
        jsonb_array_elements(${jsonArray(deltas.map(({ cold }) => setsOf(cold)))}::jsonb)
      ) AS n(record_id, sets)
      ON CONFLICT (account_id, record_id) DO UPDATE SET cold = c.cold || excluded.cold`,
    'records.set-cold-values',
  )
}

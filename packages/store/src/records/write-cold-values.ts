import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Delta } from './plan-writes.js'
import { clearsOf, hasClear, hasSet, setsOf } from './side.js'

/** A record has a cold row only once it has a cold value: a clear alone never makes one. */
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
      FROM unnest(
        ${numberArray(deltas.map((delta) => delta.recordId))}::bigint[],
        ${textArray(deltas.map(({ cold }) => clearsOf(cold)))}::text[]
      ) AS n(record_id, cleared)
      WHERE c.account_id = ${tx.accountId} AND c.record_id = n.record_id`,
    'records.clear-cold-values',
  )
}

async function set(tx: Transaction, deltas: readonly Delta[]): Promise<void> {
  await tx.execute(
    sql`
      INSERT INTO cold_values AS c (account_id, record_id, cold)
      SELECT ${tx.accountId}, n.record_id, n.sets
      FROM unnest(
        ${numberArray(deltas.map((delta) => delta.recordId))}::bigint[],
        ${textArray(deltas.map(({ cold }) => setsOf(cold)))}::jsonb[]
      ) AS n(record_id, sets)
      ON CONFLICT (account_id, record_id) DO UPDATE SET cold = c.cold || excluded.cold`,
    'records.set-cold-values',
  )
}

import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Fanout } from './pick-fanout.js'

/**
 * Filters that look two associations far: what changed at its end is passed on by the records in between, those of the
 * given object types among `recordIds`. One row each, so that every chunk stays small.
 */
export async function passOnFanout(
  tx: Transaction,
  { hops, chain }: Fanout,
  recordIds: readonly number[],
  objectTypeIds: readonly string[],
): Promise<void> {
  if (hops <= 1 || recordIds.length === 0) return
  await tx.execute(
    sql`
      INSERT INTO pending_fanout (account_id, source_record_id, epoch, hops, chain)
      SELECT ${tx.accountId}, r.id, ${tx.epoch}, ${hops - 1}::smallint, ${JSON.stringify(chain)}::jsonb
      FROM records r
      WHERE r.account_id = ${tx.accountId} AND r.id = ANY (${numberArray(recordIds)}::bigint[])
        AND r.object_type_id = ANY (${textArray(objectTypeIds)}::text[]) AND r.deleted_at IS NULL`,
    'pending.pass-on-fanout',
  )
}

import type { Chain, ChangeSource, Lane, Patch } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** One version of one record, as far as something live reads it. */
export interface PendingChange {
  readonly recordId: number
  readonly version: number
  readonly lane: Lane
  /** Definitions epoch the writer held. */
  readonly epoch: number
  /** Epoch ms. */
  readonly at: number
  readonly source: ChangeSource
  readonly chain: Chain
  readonly kind: 'created' | 'changed' | 'deleted' | 'restored' | 'merged' | 'associated' | 'listed'
  readonly patch: Patch
}

/**
 * Deletes and returns every pending change of records that the caller has locked, in order of record and version. In
 * whichever lane they stand: a record's versions are replayed together or not at all.
 */
export function takePendingChanges(tx: Transaction, recordIds: readonly number[]): Promise<PendingChange[]> {
  return tx.query<PendingChange>(
    sql`
      WITH taken AS (
        DELETE FROM pending_changes
        WHERE account_id = ${tx.accountId} AND record_id = ANY(${numberArray(recordIds)}::bigint[])
        RETURNING record_id, version, lane, epoch, at, source, chain, kind, patch
      )
      SELECT record_id AS "recordId", version, lane, epoch, at, source, chain, kind, patch
      FROM taken ORDER BY record_id, version`,
    'pending.take',
  )
}

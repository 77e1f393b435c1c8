import sql from 'sql-template-tag'
import { numberArray } from '../../array-literals.js'
import type { Transaction } from '../../database.js'

/** A record turned out, under its lock, to have been merged into another: do it again with the ids that stand now. */
export class RecordsMerged extends Error {
  override readonly name = 'RecordsMerged'
  /** By the id that was asked: the id that stands for it. */
  readonly survivors: ReadonlyMap<number, number>
  constructor(survivors: ReadonlyMap<number, number>) {
    super(`${survivors.size} record(s) have been merged into others`)
    this.survivors = survivors
  }
}

/** The ids that stand for these: a merged record's is its survivor's (engine.md 2, followed once), any other its own. */
export async function followMerged(tx: Transaction, ids: readonly number[]): Promise<(id: number) => number> {
  const rows = await tx.query<{ id: number; merged_into: number }>(
    sql`
      SELECT id, merged_into FROM records
      WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(ids)}::bigint[]) AND merged_into IS NOT NULL`,
    'records.follow-merged',
  )
  const survivors = new Map(rows.map((row) => [row.id, row.merged_into]))
  return (id) => survivors.get(id) ?? id
}

import sql from 'sql-template-tag'
import { jsonArray, jsonLines, numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Creations } from './creations.js'
import type { WriteMoment } from './patch-row.js'

/**
 * New records under ids taken from `reserveRecordIds`, whole but for their keys: row, cold values, the change, and what
 * evaluators have yet to look at. Each value is sent and parsed once: the cold ones stand in the change as they are.
 */
export async function insertRecords(
  tx: Transaction,
  made: Creations,
  { at, lane }: Pick<WriteMoment, 'at' | 'lane'>,
): Promise<void> {
  if (made.recordId.length === 0) return
  const moment = sql`to_timestamp(${at / 1000}::float8)`
  await tx.execute(
    sql`
      WITH made AS MATERIALIZED (
        SELECT n.id, n.object_type_id, n.hot::jsonb AS hot, nullif(n.cold, '')::jsonb AS cold,
          n.patch::jsonb AS patch, nullif(n.news, '')::jsonb AS news,
          ${jsonArray(made.sources)}::jsonb -> n.cause AS source, ${jsonArray(made.chains)}::jsonb -> n.cause AS chain,
          n.workflow_id, n.action_id
        FROM unnest(
          ${numberArray(made.recordId)}::bigint[], ${textArray(made.objectTypeId)}::text[],
          ${jsonLines(made.hot)}, ${jsonLines(made.cold)}, ${jsonLines(made.patch)}, ${jsonLines(made.news)},
          ${numberArray(made.cause)}::int[], ${numberArray(made.workflowId)}::bigint[], ${textArray(made.actionId)}::text[]
        ) AS n(id, object_type_id, hot, cold, patch, news, cause, workflow_id, action_id)
      ), inserted AS (
        INSERT INTO records (account_id, id, object_type_id, version, created_at, updated_at, hot,
          created_by_workflow_id, created_by_action_id)
        SELECT ${tx.accountId}, id, object_type_id, 1, ${moment}, ${moment}, hot, workflow_id, action_id FROM made
      ), kept AS (
        INSERT INTO cold_values (account_id, record_id, cold)
        SELECT ${tx.accountId}, id, cold FROM made WHERE cold IS NOT NULL
      ), pending AS (
        INSERT INTO pending_changes (account_id, record_id, version, lane, epoch, at, source, chain, kind, patch)
        SELECT ${tx.accountId}, id, 1, ${lane}, ${tx.epoch}, ${moment}, source, chain, 'created', news
        FROM made WHERE news IS NOT NULL
      )
      INSERT INTO changes (account_id, record_id, version, at, source, chain, patch, initial)
      SELECT ${tx.accountId}, id, 1, ${moment}, source, chain, patch, cold FROM made`,
    'records.insert',
  )
}

/** Ids for records about to be created, ascending. A gap after a rollback is allowed. */
export async function reserveRecordIds(tx: Transaction, count: number): Promise<number[]> {
  if (count === 0) return []
  const rows = await tx.query<{ id: number }>(
    sql`SELECT nextval('record_ids') AS id FROM generate_series(1, ${count}::int)`,
    'records.reserve-ids',
  )
  return rows.map(({ id }) => id).sort((a, b) => a - b)
}

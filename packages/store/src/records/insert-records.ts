import sql from 'sql-template-tag'
import { jsonArray, numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Delta } from './plan-writes.js'
import { setsOf } from './side.js'

/** New rows under ids taken from `reserveRecordIds`. Their changes are written by `writeVersions` of nobody. */
export async function insertRecords(
  tx: Transaction,
  created: readonly Delta[],
  { at }: { readonly at: number },
): Promise<void> {
  await tx.execute(
    sql`
      INSERT INTO records (account_id, id, object_type_id, version, created_at, updated_at, hot,
        created_by_workflow_id, created_by_action_id)
      SELECT ${tx.accountId}, n.id, n.object_type_id, n.version, to_timestamp(${at / 1000}::float8),
        to_timestamp(${at / 1000}::float8), n.hot, n.workflow_id, n.action_id
      FROM ROWS FROM (
        unnest(${numberArray(created.map((delta) => delta.recordId))}::bigint[]),
        unnest(${textArray(created.map((delta) => delta.created?.objectTypeId ?? null))}::text[]),
        unnest(${numberArray(created.map((delta) => delta.version))}::int[]),
        jsonb_array_elements(${jsonArray(created.map((delta) => setsOf(delta.hot)))}::jsonb),
        unnest(${numberArray(created.map((delta) => delta.created?.createdBy?.workflowId ?? null))}::bigint[]),
        unnest(${textArray(created.map((delta) => delta.created?.createdBy?.actionId ?? null))}::text[])
      ) AS n(id, object_type_id, version, hot, workflow_id, action_id)`,
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

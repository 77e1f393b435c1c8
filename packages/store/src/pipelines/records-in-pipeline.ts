import { keyOf, Problem, pipelineProperties } from '@millrace/model'
import sql from 'sql-template-tag'
import { textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** Named in a refusal; there may be more. */
const mostShown = 10

/** Throws STAGE_IN_USE, naming some of the records, when records stand in one of the stages. */
export function refuseStagesInUse(
  tx: Transaction,
  objectTypeId: string,
  stageIds: readonly string[],
): Promise<void> {
  return refuse(tx, objectTypeId, pipelineProperties(objectTypeId).stage, stageIds)
}

/** The same for a whole pipeline. */
export function refusePipelineInUse(tx: Transaction, objectTypeId: string, id: string): Promise<void> {
  return refuse(tx, objectTypeId, pipelineProperties(objectTypeId).pipeline, [id])
}

/**
 * By key, whatever the planner thinks it knows of the account (see writeVersions); keys are folded, so the value decides. One
 * on its way to the hot side stands on both, and hot comes first. Only living records have keys.
 */
async function refuse(
  tx: Transaction,
  objectTypeId: string,
  property: string,
  values: readonly string[],
): Promise<void> {
  const rows = await tx.query<{ id: number }>(
    sql`
      SELECT k.record_id AS id FROM record_keys k
      CROSS JOIN LATERAL (
        SELECT coalesce(r.hot->>${property}, (
          SELECT c.cold->>${property} FROM cold_values c
          WHERE c.account_id = ${tx.accountId} AND c.record_id = k.record_id)) AS value
        FROM records r WHERE r.account_id = ${tx.accountId} AND r.id = k.record_id OFFSET 0
      ) AS v
      WHERE k.account_id = ${tx.accountId} AND k.object_type_id = ${objectTypeId}
        AND k.property_id = (
          SELECT p.id FROM properties p
          WHERE p.account_id = ${tx.accountId} AND p.object_type_id = ${objectTypeId} AND p.name = ${property})
        AND k.key = ANY(${textArray(values.map(keyOf))}::text[]) AND v.value = ANY(${textArray(values)}::text[])
      LIMIT ${mostShown}`,
    'pipelines.records-in-use',
  )
  if (rows.length === 0) return
  const ids = rows.map(({ id }) => String(id))
  throw new Problem(
    'STAGE_IN_USE',
    `Records stand in it still, among them ${ids.join(', ')}. Move them first.`,
    {
      context: { objectIds: ids, stageIds: [...values] },
    },
  )
}

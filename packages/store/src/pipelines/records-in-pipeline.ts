import { Problem, pipelineProperties } from '@millrace/model'
import sql from 'sql-template-tag'
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
 * Reads every record of the type where there is none: stages are deleted rarely, and values are in no index. A value on
 * its way to the hot side stands on both, and hot comes first.
 */
async function refuse(
  tx: Transaction,
  objectTypeId: string,
  property: string,
  values: readonly string[],
): Promise<void> {
  const rows = await tx.query<{ id: number }>(sql`
    SELECT r.id FROM records r
    LEFT JOIN cold_values c ON c.account_id = r.account_id AND c.record_id = r.id
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${objectTypeId} AND r.deleted_at IS NULL
      AND r.merged_into IS NULL AND coalesce(r.hot->>${property}, c.cold->>${property}) = ANY(${[...values]}::text[])
    LIMIT ${mostShown}`)
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

import sql, { empty, join, type Sql } from 'sql-template-tag'
import type { Publication } from './publication.js'

/** The ids of a chunk: said of both sides, so that whatever plan is chosen reads no more than the chunk. */
interface Range {
  readonly after: number
  readonly to: number
}

/**
 * `condition` over `records r`, narrowed to records that a build may decide by their present state: nobody changed them
 * since the turn-on (`epoch`) without the evaluator having looked. What the others were at the turn-on is found by undoing.
 * A null epoch narrows nothing.
 */
export function decidedNow(condition: Sql, epoch: number | null, { after, to }: Range): Sql {
  if (epoch === null) return condition
  return sql`(${condition}) AND NOT EXISTS (
    SELECT FROM pending_changes p
    WHERE p.account_id = r.account_id AND p.record_id = r.id AND p.record_id > ${after} AND p.record_id <= ${to}
      AND p.epoch >= ${epoch})`
}

/** The same for records that have not entered the workflow since the turn-on, so that nobody enters twice because of it. */
export function notEnteredSince(
  condition: Sql,
  { workflowId, startedAt }: Pick<Publication, 'workflowId' | 'startedAt'>,
  { after, to }: Range,
): Sql {
  return sql`(${condition}) AND NOT EXISTS (
    SELECT FROM workflow_records w
    WHERE w.account_id = r.account_id AND w.workflow_id = ${workflowId} AND w.record_id = r.id
      AND w.record_id > ${after} AND w.record_id <= ${to}
      AND w.last_enrolled_at >= to_timestamp(${startedAt} / 1000.0))`
}

/** True where one of the conditions is. */
export function anyOf(conditions: readonly Sql[]): Sql {
  return conditions.length === 0
    ? empty
    : join(
        conditions.map((condition) => sql`(${condition})`),
        ' OR ',
      )
}

import sql, { join, type Sql } from 'sql-template-tag'
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

/** A condition over `records r` and, when `needsCold`, `cold_values c`; never NULL (CompiledFilter.toSql). */
export interface RecordCondition {
  readonly condition: Sql
  readonly needsCold: boolean
}

/** True where all of them are; of none, for every record. */
export function allOf(conditions: readonly RecordCondition[]): RecordCondition {
  return {
    condition:
      conditions.length === 0
        ? sql`true`
        : join(
            conditions.map(({ condition }) => sql`(${condition})`),
            ' AND ',
          ),
    needsCold: conditions.some(({ needsCold }) => needsCold),
  }
}

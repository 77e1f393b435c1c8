import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { EffectRow } from './effect.js'

/**
 * Queues effects in the transaction of the wave that caused them, and makes their lanes due. The lane rows are locked
 * until the wave commits, so that no claim can overlook these rows and put a lane to sleep: call it last.
 * `resendIssueId`: the issue whose resolution sends them again.
 */
export async function insertEffects(
  tx: Transaction,
  rows: readonly EffectRow[],
  resendIssueId = 0,
): Promise<void> {
  if (rows.length === 0) return
  await tx.execute(
    sql`WITH queued AS (
      INSERT INTO outbox (account_id, effect_id, kind, lane, state, repeat_safe, workflow_id, enrollment_id, record_id,
        revision_id, action_id, action_type, visit, seq, request, next_at, resend_issue_id)
      SELECT ${tx.accountId}, n.effect_id, n.kind, n.lane, 'queued', n.repeat_safe, n.workflow_id, n.enrollment_id,
        n.record_id, n.revision_id, n.action_id, n.action_type, n.visit, n.seq, n.request, now(), ${resendIssueId}
      FROM unnest(
        ${textArray(rows.map((row) => row.effectId))}::uuid[],
        ${textArray(rows.map((row) => row.kind))}::text[],
        ${textArray(rows.map((row) => row.lane))}::text[],
        ${textArray(rows.map((row) => String(row.repeatSafe)))}::boolean[],
        ${numberArray(rows.map((row) => row.workflowId))}::bigint[],
        ${numberArray(rows.map((row) => row.enrollmentId))}::bigint[],
        ${numberArray(rows.map((row) => row.recordId))}::bigint[],
        ${numberArray(rows.map((row) => row.revisionId))}::int[],
        ${textArray(rows.map((row) => row.actionId))}::text[],
        ${textArray(rows.map((row) => row.actionType))}::text[],
        ${numberArray(rows.map((row) => row.visit))}::int[],
        ${numberArray(rows.map((row) => row.seq))}::int[],
        ${textArray(rows.map((row) => JSON.stringify(row.request)))}::jsonb[]
      ) AS n(effect_id, kind, lane, repeat_safe, workflow_id, enrollment_id, record_id, revision_id, action_id, action_type, visit, seq,
        request)
    )
    INSERT INTO outbox_lanes AS l (account_id, lane, next_at)
    SELECT ${tx.accountId}, n.lane, now()
    FROM unnest(${textArray([...new Set(rows.map((row) => row.lane))].sort())}::text[]) AS n(lane)
    ON CONFLICT (account_id, lane) DO UPDATE SET next_at = least(l.next_at, excluded.next_at)`,
    'outbox.insert-effects',
  )
}

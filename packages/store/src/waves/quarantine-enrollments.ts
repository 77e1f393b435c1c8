import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { ClaimedEnrollment } from './lock-due-enrollments.js'

/** Puts locked enrollments aside for a person, one issue each. */
export async function quarantineEnrollments(
  tx: Transaction,
  enrollments: readonly Pick<ClaimedEnrollment, 'id' | 'workflowId' | 'recordId' | 'actionId'>[],
  now: number,
): Promise<void> {
  if (enrollments.length === 0) return
  await tx.execute(
    sql`WITH aside AS (
      UPDATE enrollments SET state = 'person', due_at = NULL, seq = seq + 1,
        waiting_since = to_timestamp(${now}::float8 / 1000)
      WHERE account_id = ${tx.accountId} AND id = ANY (${numberArray(enrollments.map(({ id }) => id))}::bigint[])
    )
    INSERT INTO issues (account_id, workflow_id, enrollment_id, record_id, action_id, kind, message)
    SELECT ${tx.accountId}, q.workflow_id, q.enrollment_id, q.record_id, q.action_id, 'poison',
      'Running this enrollment failed twice when it ran alone. It waits until someone looks at it.'
    FROM unnest(
      ${numberArray(enrollments.map(({ workflowId }) => workflowId))}::bigint[],
      ${numberArray(enrollments.map(({ id }) => id))}::bigint[],
      ${numberArray(enrollments.map(({ recordId }) => recordId))}::bigint[],
      ${textArray(enrollments.map(({ actionId }) => actionId))}::text[]
    ) AS q(workflow_id, enrollment_id, record_id, action_id)`,
    'quarantine-enrollments',
  )
}

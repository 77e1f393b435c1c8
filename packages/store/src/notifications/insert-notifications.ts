import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export interface NewNotification {
  readonly userId: number
  readonly title: string
  readonly body: string
  readonly workflowId: number
  readonly enrollmentId: number
  readonly actionId: string
  readonly recordId: number
}

/** In-app notifications, in the transaction of the wave that causes them (A-NTI). */
export async function insertNotifications(
  tx: Transaction,
  notifications: readonly NewNotification[],
): Promise<void> {
  if (notifications.length === 0) return
  await tx.execute(
    sql`INSERT INTO notifications (account_id, user_id, title, body, workflow_id, enrollment_id, action_id, record_id)
      SELECT ${tx.accountId}, n.* FROM unnest(
        ${numberArray(notifications.map((one) => one.userId))}::bigint[],
        ${textArray(notifications.map((one) => one.title))}::text[],
        ${textArray(notifications.map((one) => one.body))}::text[],
        ${numberArray(notifications.map((one) => one.workflowId))}::bigint[],
        ${numberArray(notifications.map((one) => one.enrollmentId))}::bigint[],
        ${textArray(notifications.map((one) => one.actionId))}::text[],
        ${numberArray(notifications.map((one) => one.recordId))}::bigint[]
      ) AS n`,
    'notifications.insert',
  )
}

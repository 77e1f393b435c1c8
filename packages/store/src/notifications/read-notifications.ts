import sql, { empty } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { NewNotification } from './insert-notifications.js'

/** Times in epoch ms. */
export interface Notification extends NewNotification {
  readonly id: number
  readonly createdAt: number
  readonly readAt: number | null
}

const columns = sql`id, user_id AS "userId", title, body, workflow_id AS "workflowId", enrollment_id AS "enrollmentId",
  action_id AS "actionId", record_id AS "recordId", created_at AS "createdAt", read_at AS "readAt"`

export interface NotificationPage {
  readonly userId: number
  readonly limit: number
  /** Notifications before this id: newest first. */
  readonly before?: number
  readonly unread: boolean
}

export function listNotifications(tx: Transaction, page: NotificationPage): Promise<Notification[]> {
  const { userId, before, unread, limit } = page
  return tx.query<Notification>(
    sql`SELECT ${columns} FROM notifications
      WHERE account_id = ${tx.accountId} AND user_id = ${userId}
        ${before === undefined ? empty : sql`AND id < ${before}`} ${unread ? sql`AND read_at IS NULL` : empty}
      ORDER BY id DESC LIMIT ${limit}`,
  )
}

/** Marks one as read, the first time only; it as it then stands, undefined where there is none. */
export async function markNotificationRead(tx: Transaction, id: number): Promise<Notification | undefined> {
  const [notification] = await tx.query<Notification>(
    sql`UPDATE notifications SET read_at = coalesce(read_at, now())
      WHERE account_id = ${tx.accountId} AND id = ${id} RETURNING ${columns}`,
  )
  return notification
}

/** Of these users, those who muted the workflow (A-NTI-4). */
export async function readMutes(
  tx: Transaction,
  workflowId: number,
  userIds: readonly number[],
): Promise<ReadonlySet<number>> {
  const rows = await tx.query<{ id: number }>(
    sql`SELECT user_id AS id FROM notification_mutes
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId}
        AND user_id = ANY (${numberArray(userIds)}::bigint[])`,
    'notifications.read-mutes',
  )
  return new Set(rows.map(({ id }) => id))
}

export async function setMute(
  tx: Transaction,
  userId: number,
  workflowId: number,
  muted: boolean,
): Promise<void> {
  await tx.execute(
    muted
      ? sql`INSERT INTO notification_mutes (account_id, user_id, workflow_id)
          VALUES (${tx.accountId}, ${userId}, ${workflowId}) ON CONFLICT DO NOTHING`
      : sql`DELETE FROM notification_mutes
          WHERE account_id = ${tx.accountId} AND user_id = ${userId} AND workflow_id = ${workflowId}`,
  )
}

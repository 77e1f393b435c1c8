import { Problem, parseId } from '@millrace/model'
import {
  listNotifications,
  markNotificationRead,
  type Notification,
  readUser,
  setMute,
} from '@millrace/store'
import { notifications } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { iso } from '../iso.js'
import { requireWorkflow } from '../workflows/require-workflow.js'

export function notificationRoutes(on: On, { db }: Api): void {
  on(notifications.list, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const before = readCursor(query.after)
      const { limit, unread } = query
      const page = { userId: parseId(query.userId) ?? 0, limit: limit + 1, unread }
      const found = await listNotifications(tx, { ...page, ...(before > 0 && { before }) })
      const { shown, paging } = pageOf(found, limit, ({ id }) => id)
      return { status: 200, body: { results: shown.map(showNotification), ...paging } }
    }),
  )

  on(notifications.read, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'shared', async (tx) => {
      const id = parseId(params.notificationId)
      const notification = id === undefined ? undefined : await markNotificationRead(tx, id)
      if (notification) return { status: 200, body: showNotification(notification) }
      throw new Problem('NOTIFICATION_NOT_FOUND', 'There is no such notification.', {
        field: 'notificationId',
      })
    }),
  )

  const setMuted = (muted: boolean) => (call: { caller: { accountId: number }; params: MuteParams }) =>
    db.withAccount(call.caller.accountId, 'shared', async (tx) => {
      const user = await readUser(tx, parseId(call.params.userId) ?? 0)
      await setMute(tx, user.id, await requireWorkflow(tx, call.params.workflowId), muted)
      return { status: 204 }
    })
  on(notifications.mute, setMuted(true))
  on(notifications.unmute, setMuted(false))
}

interface MuteParams {
  readonly userId: string
  readonly workflowId: string
}

function showNotification({
  id,
  userId,
  title,
  body,
  workflowId,
  recordId,
  createdAt,
  readAt,
}: Notification) {
  return {
    id: String(id),
    userId: String(userId),
    title,
    body,
    workflowId: String(workflowId),
    recordId: String(recordId),
    createdAt: iso(createdAt),
    ...(readAt !== null && { readAt: iso(readAt) }),
  }
}

// What workflows tell users inside the app (A-NTI).
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, flag, idText, instantText, pageOf, pageSize } from './wire.js'

const path = '/millrace/v1/notifications' as const
const tag = 'Notifications'
const scopes = ['automation']

const notification = z
  .object({
    id: idText,
    userId: idText,
    title: z.string(),
    body: z.string(),
    workflowId: idText,
    recordId: idText,
    createdAt: instantText,
    readAt: instantText.optional(),
  })
  .meta({ id: 'Notification' })

export const notifications = {
  list: endpoint({
    id: 'listNotifications',
    method: 'GET',
    path,
    tag,
    summary: 'What a user was told, newest first',
    scopes,
    query: z.object({ userId: idText, limit: pageSize(50, 250), after: cursor, unread: flag }),
    answers: { 200: pageOf(notification) },
  }),
  read: endpoint({
    id: 'readNotification',
    method: 'PUT',
    path: `${path}/:notificationId/read`,
    tag,
    summary: 'Mark a notification as read',
    scopes,
    answers: { 200: notification },
  }),
  mute: endpoint({
    id: 'muteWorkflow',
    method: 'PUT',
    path: `${path}/mutes/:userId/:workflowId`,
    tag,
    summary: 'Tell a user nothing more from a workflow',
    scopes,
    answers: { 204: null },
  }),
  unmute: endpoint({
    id: 'unmuteWorkflow',
    method: 'DELETE',
    path: `${path}/mutes/:userId/:workflowId`,
    tag,
    summary: 'Tell them again',
    scopes,
    answers: { 204: null },
  }),
}

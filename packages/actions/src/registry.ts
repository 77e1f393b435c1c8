// Every action we execute. One file each; adding one is adding its line here.
import type { Action } from './action.js'
import type { ActionNode } from './action-node.js'
import { applyLabels } from './associations/apply-labels.js'
import { createAssociations } from './associations/create-associations.js'
import { removeLabels } from './associations/remove-labels.js'
import { updateLabels } from './associations/update-labels.js'
import { changeSubscription } from './communication/change-subscription.js'
import { notifyUsers } from './communication/notify-users.js'
import { sendEmail } from './communication/send-email.js'
import { sendEmailToAddresses } from './communication/send-email-to-addresses.js'
import { sendInternalEmail } from './communication/send-internal-email.js'
import { extensionAction } from './external/extension-action.js'
import { sendWebhook } from './external/send-webhook.js'
import { delay } from './flow/delay.js'
import { delayUntilDate } from './flow/delay-until-date.js'
import { ifThen } from './flow/if-then.js'
import { randomSplit } from './flow/random-split.js'
import { scheduledDelay } from './flow/scheduled-delay.js'
import { valueEquals } from './flow/value-equals.js'
import { addToList } from './lists/add-to-list.js'
import { changeListOldForm } from './lists/change-list-old-form.js'
import { removeFromList } from './lists/remove-from-list.js'
import { createNote } from './notes/create-note.js'
import { createRecord } from './records/create-record.js'
import { deleteRecord } from './records/delete-record.js'
import { editRecord } from './records/edit-record.js'
import { createTask } from './tasks/create-task.js'
import { enrollInWorkflow } from './workflows/enroll-in-workflow.js'
import { unenrollFromWorkflow } from './workflows/unenroll-from-workflow.js'

export const allActions: readonly Action[] = [
  delay,
  delayUntilDate,
  scheduledDelay,
  ifThen,
  valueEquals,
  randomSplit,
  enrollInWorkflow,
  unenrollFromWorkflow,
  createRecord,
  editRecord,
  createTask,
  addToList,
  removeFromList,
  changeListOldForm,
  createNote,
  deleteRecord,
  createAssociations,
  applyLabels,
  updateLabels,
  removeLabels,
  sendEmail,
  sendEmailToAddresses,
  sendInternalEmail,
  notifyUsers,
  changeSubscription,
  sendWebhook,
]

const byType: ReadonlyMap<string, Action> = new Map(allActions.map((action) => [action.type, action]))

/** The action of a node; undefined for one that we keep but do not execute (api.md 4.9 rule 2). */
export function actionFor(node: Pick<ActionNode, 'type' | 'actionTypeId'>): Action | undefined {
  if (node.type !== 'SINGLE_CONNECTION') return byType.get(node.type)
  const type = node.actionTypeId ?? ''
  return byType.get(type) ?? extensionAction(type)
}

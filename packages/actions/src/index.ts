export * from './action.js'
export type {
  EmailRequest,
  InternalEmailRequest,
  MarketingEmailRequest,
} from './communication/email-request.js'
export { escapeHtml } from './communication/escape-html.js'
export * from './crm.js'
export { type OutputField, outputFieldsOf, outputsFrom } from './external/output-fields.js'
export { sendWebhook } from './external/send-webhook.js'
export type { WebhookAuthentication, WebhookMethod, WebhookRequest } from './external/webhook-request.js'
export { delay, longestDelay, shortestDelay } from './flow/delay.js'
export { branchesOf, type EdgeType, edgesOf, type OutgoingEdge, ordinaryStep } from './flow/edges.js'
export { goTo, mostVisits, readEdgeType, shortestCycleWait } from './flow/go-to.js'
export { ifThen, mostIfThenBranches } from './flow/if-then.js'
export { mostValueBranches, valueEquals } from './flow/value-equals.js'
export { describeOutcomeCode, type KnownOutcomeCode, outcomeCodes } from './outcome-codes.js'
export { createRecord } from './records/create-record.js'
export { deleteRecord } from './records/delete-record.js'
export { editRecord, mostAssociatedRecords } from './records/edit-record.js'
export { actionFor, allActions } from './registry.js'
export { createTask } from './tasks/create-task.js'
export { readDataSources } from './values/data-sources.js'
export { FetchedRecords } from './values/fetched-records.js'

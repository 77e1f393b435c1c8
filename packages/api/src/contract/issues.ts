// What needs somebody's look (monitoring.md 5), and what they decide.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { cursor, idText, instantText, pageOf, pageSize } from './wire.js'

const path = '/millrace/v1/issues' as const
const tag = 'Issues'
const scopes = ['automation']

const action = z.enum(['resend', 'mark_as_sent', 'dismiss'])

const issue = z
  .object({
    id: idText,
    workflowId: idText,
    kind: z.string(),
    message: z.string(),
    enrollmentId: idText.optional(),
    recordId: idText.optional(),
    actionId: z.string().optional(),
    detail: z.record(z.string(), z.unknown()).optional(),
    /** What may be decided. */
    offers: z.array(action),
    occurrences: z.int(),
    firstAt: instantText,
    lastAt: instantText,
    resolvedAt: instantText.optional(),
    resolution: action.optional(),
  })
  .meta({ id: 'WorkflowIssue' })

export const issues = {
  list: endpoint({
    id: 'listIssues',
    method: 'GET',
    path,
    tag,
    summary: 'What needs a look, newest first; open issues unless asked otherwise',
    scopes,
    query: z.object({
      limit: pageSize(100, 250),
      after: cursor,
      state: z.enum(['open', 'resolved', 'all']).default('open'),
      workflowId: idText.optional(),
      kind: z.string().max(40).optional(),
    }),
    answers: { 200: pageOf(issue) },
  }),
  resolve: endpoint({
    id: 'resolveIssue',
    method: 'POST',
    path: `${path}/:issueId/resolution`,
    tag,
    summary: 'Decide about an issue; saying the same again changes nothing',
    scopes,
    body: z.object({ action }),
    answers: { 200: issue },
  }),
}

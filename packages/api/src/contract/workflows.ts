// What the numbered interface lacks (api.md 3.5): publishing, counting, enrolling, looking inside.
import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { list } from './lists.js'
import { cursor, flag, idText, instantText, pageOf, pageSize } from './wire.js'

const path = '/millrace/v1/workflows/:workflowId' as const
const tag = 'Workflows'
const scopes = ['automation']

/** A moment in a query: ISO 8601 or epoch milliseconds. */
const moment = z
  .string()
  .max(40)
  .transform((text) => (/^\d{1,15}$/.test(text) ? Number(text) : Date.parse(text)))
  .refine(
    (at) => Number.isFinite(at) && Math.abs(at) <= 8.64e15,
    'A moment is ISO 8601 or epoch milliseconds.',
  )
  .optional()

const existing = z
  .object({
    matching: z.int().nullable(),
    enrolled: z.int(),
    state: z.enum(['RUNNING', 'COMPLETE', 'CANCELLED']),
  })
  .meta({ id: 'ExistingRecords', description: 'Progress of enrolling records that already match.' })

const publication = z
  .object({
    revisionId: z.string(),
    isEnabled: z.boolean(),
    existing: existing.optional(),
    nextRunAt: instantText.optional(),
  })
  .meta({ id: 'Publication' })

const scheduleRun = z
  .object({
    scheduledFor: instantText,
    state: z.enum(['RUNNING', 'COMPLETE', 'CANCELLED', 'MISSED']),
    enrolled: z.int(),
    stillActive: z.int().describe('Skipped: inside since an earlier run.'),
    refused: z.int().describe('Suppressed, or meeting the unenrollment criteria or the goal.'),
    startedAt: instantText.optional(),
    finishedAt: instantText.optional(),
  })
  .meta({ id: 'ScheduleRun' })

const enrollment = z
  .object({
    id: idText,
    recordId: idText,
    state: z.string(),
    source: z.record(z.string(), z.unknown()),
    revisionId: z.string(),
    enrolledAt: instantText,
    endedAt: instantText.optional(),
    reason: z.string().optional(),
    actionId: z.string().optional(),
    dueAt: instantText.optional(),
    code: z
      .enum(['outside_window', 'blocked_date'])
      .optional()
      .describe('Why it waits until then, where the windows of the workflow keep it before its action.'),
  })
  .meta({ id: 'Enrollment' })

const logEntry = z
  .object({
    at: instantText,
    enrollmentId: idText,
    recordId: idText,
    actionId: z.string().nullable(),
    actionType: z.string().nullable(),
    outcome: z.string(),
    code: z.string().optional(),
    branch: z.string().optional(),
    detail: z.record(z.string(), z.unknown()).optional(),
    revisionId: z.string(),
  })
  .meta({ id: 'LogEntry' })

export const workflows = {
  publish: endpoint({
    id: 'publishWorkflow',
    method: 'POST',
    path: `${path}/publication`,
    tag,
    summary: 'Turn the workflow on with its newest revision; 422 when an issue blocks',
    scopes,
    body: z
      .object({
        enrollExisting: z.boolean().default(false),
        confirmAllRecords: z
          .boolean()
          .default(false)
          .describe('A schedule without criteria enrolls every record at each run: says that it may.'),
        note: z.string().max(3000).optional(),
      })
      .default({ enrollExisting: false, confirmAllRecords: false }),
    answers: { 202: publication },
  }),
  publication: endpoint({
    id: 'readPublication',
    method: 'GET',
    path: `${path}/publication`,
    tag,
    summary: 'State and progress of the last publication',
    scopes,
    answers: { 200: publication },
  }),
  unpublish: endpoint({
    id: 'unpublishWorkflow',
    method: 'DELETE',
    path: `${path}/publication`,
    tag,
    summary: 'Turn the workflow off; records stay inside unless unenrollAll',
    scopes,
    query: z.object({ unenrollAll: flag }),
    answers: { 204: null },
  }),
  scheduleRuns: endpoint({
    id: 'listScheduleRuns',
    method: 'GET',
    path: `${path}/schedule-runs`,
    tag,
    summary: 'What the runs of its schedule did, newest first; missed ones too',
    scopes,
    query: z.object({ limit: pageSize(100, 250), after: cursor }),
    answers: { 200: pageOf(scheduleRun) },
  }),
  matchCount: endpoint({
    id: 'countMatching',
    method: 'GET',
    path: `${path}/match-count`,
    tag,
    summary: 'How many records meet the enrollment criteria now, exactly',
    scopes,
    answers: { 200: z.object({ count: z.int(), asOf: instantText, tookMs: z.number() }) },
  }),
  matchingList: endpoint({
    id: 'saveMatchingList',
    method: 'POST',
    path: `${path}/matching-list`,
    tag,
    summary: 'Save whoever meets the enrollment criteria at this moment as a static list',
    scopes: ['automation', 'crm.lists.write'],
    body: z.object({ name: z.string().max(255).optional() }).default({}),
    answers: { 201: z.object({ list }) },
  }),
  enroll: endpoint({
    id: 'enrollRecords',
    method: 'POST',
    path: `${path}/enrollments`,
    tag,
    summary: 'Enroll records by hand, up to 1,000, or the members of a list',
    scopes,
    body: z.union([
      z.object({ recordIds: z.array(z.union([z.string(), z.int()])).max(1000) }),
      z.object({ listId: z.union([z.string(), z.int()]) }),
    ]),
    answers: {
      200: z.object({
        results: z.array(
          // As it was asked for: what is no id is an outcome, too.
          z.object({ recordId: z.string(), outcome: z.string(), enrollmentId: idText.optional() }),
        ),
      }),
    },
  }),
  enrollments: endpoint({
    id: 'listEnrollments',
    method: 'GET',
    path: `${path}/enrollments`,
    tag,
    summary: 'Who is or was inside, newest first',
    scopes,
    query: z.object({
      limit: pageSize(100, 250),
      after: cursor,
      state: z
        .enum([
          'active',
          'ended',
          'ready',
          'time',
          'event',
          'effect',
          'person',
          'completed',
          'goal_met',
          'unenrolled',
          'failed',
        ])
        .optional()
        .describe('One state; or `active` or `ended`, which stand for several.'),
      recordId: idText.optional(),
      actionId: z.string().max(20).optional().describe('Where they stand, or stood last.'),
      from: moment,
      to: moment,
    }),
    answers: { 200: pageOf(enrollment) },
  }),
  recordsInActions: endpoint({
    id: 'countRecordsInActions',
    method: 'GET',
    path: `${path}/records-in-actions`,
    tag,
    summary: 'How many records stand at each action now, and how many of them wait for an execution window',
    scopes,
    answers: {
      200: z.object({
        results: z.array(z.object({ actionId: z.string(), records: z.int(), waitingForWindow: z.int() })),
      }),
    },
  }),
  unenroll: endpoint({
    id: 'unenrollRecord',
    method: 'DELETE',
    path: `${path}/enrollments/:enrollmentId`,
    tag,
    summary: 'End one enrollment; 204 also when it has ended already',
    scopes,
    answers: { 204: null },
  }),
  actionLog: endpoint({
    id: 'listActionLog',
    method: 'GET',
    path: `${path}/action-log`,
    tag,
    summary: 'What happened, newest first; the last 7 days unless a time range is given',
    scopes,
    query: z.object({
      limit: pageSize(100, 250),
      after: cursor,
      from: moment,
      to: moment,
      actionId: z.string().max(20).optional(),
      recordId: idText.optional(),
      enrollmentId: idText.optional(),
      outcome: z.string().max(40).optional(),
    }),
    answers: { 200: pageOf(logEntry) },
  }),
}

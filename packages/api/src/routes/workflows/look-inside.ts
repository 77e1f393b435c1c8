// Who is inside a workflow, and what happened there.
import { parseId } from '@millrace/model'
import {
  countInActions,
  type ListedEnrollment,
  type ListedLogRow,
  listEnrollments,
  listLog,
  type Transaction,
  unitedRecordIds,
} from '@millrace/store'
import { workflows } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { iso } from '../iso.js'
import { readLogCursor, writeLogCursor } from './log-cursor.js'
import { requireWorkflow } from './require-workflow.js'

/** The range of the log when none is given, in ms. */
const usualRange = 7 * 86_400_000

export function insideRoutes(on: On, { db }: Api): void {
  on(workflows.enrollments, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const workflowId = await requireWorkflow(tx, params.workflowId)
      const { limit, state, actionId, from, to } = query
      const before = readCursor(query.after)
      const recordIds = await unitedOf(tx, query.recordId)
      const found = await listEnrollments(tx, {
        workflowId,
        limit: limit + 1,
        ...(before > 0 && { before }),
        ...(state !== undefined && { state }),
        ...(recordIds && { recordIds }),
        ...(actionId !== undefined && { actionId }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
      })
      const { shown, paging } = pageOf(found, limit, ({ id }) => id)
      return { status: 200, body: { results: shown.map(showEnrollment), ...paging } }
    }),
  )

  on(workflows.recordsInActions, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const counts = await countInActions(tx, await requireWorkflow(tx, params.workflowId))
      const results = counts.map(({ actionId, records, held }) => ({
        actionId,
        records,
        waitingForWindow: held,
      }))
      return { status: 200, body: { results } }
    }),
  )

  on(workflows.actionLog, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const workflowId = await requireWorkflow(tx, params.workflowId)
      const { limit, actionId, outcome, to = Date.now() + 60_000, from = to - usualRange } = query
      const before = readLogCursor(query.after)
      const recordIds = await unitedOf(tx, query.recordId)
      const enrollmentId = parseId(query.enrollmentId)
      const found = await listLog(tx, {
        workflowId,
        limit: limit + 1,
        from,
        to,
        ...(before && { before }),
        ...(actionId !== undefined && { actionId }),
        ...(recordIds && { recordIds }),
        ...(enrollmentId !== undefined && { enrollmentId }),
        ...(outcome !== undefined && { outcome }),
      })
      const { shown, paging } = pageOf(found, limit, writeLogCursor)
      return { status: 200, body: { results: shown.map(showLogRow), ...paging } }
    }),
  )
}

/** A record's own and, as its history, those of whom it took in (engine.md 2). */
async function unitedOf(
  tx: Transaction,
  recordId: string | undefined,
): Promise<readonly number[] | undefined> {
  const id = parseId(recordId)
  return id === undefined ? undefined : unitedRecordIds(tx, id)
}

function showEnrollment(enrollment: ListedEnrollment) {
  const { id, recordId, state, source, revisionId, enrolledAt, endedAt, reason, actionId, dueAt, code } =
    enrollment
  return {
    id: String(id),
    recordId: String(recordId),
    state,
    source: showSource(source),
    revisionId: String(revisionId),
    enrolledAt: iso(enrolledAt),
    ...(endedAt !== null && { endedAt: iso(endedAt) }),
    ...(reason !== null && { reason }),
    ...(actionId !== null && { actionId }),
    ...(dueAt !== null && { dueAt: iso(dueAt) }),
    ...(code !== null && { code }),
  }
}

/** Of an event: which, of what kind, when (W-ENR-11). */
function showSource({ event, ...source }: ListedEnrollment['source']) {
  return event === undefined ? source : { ...source, event: { ...event, occurredAt: iso(event.occurredAt) } }
}

function showLogRow(row: ListedLogRow) {
  const { code, branch, detail } = row
  return {
    at: iso(row.at),
    enrollmentId: String(row.enrollmentId),
    recordId: String(row.recordId),
    actionId: row.actionId,
    actionType: row.actionType,
    outcome: row.outcome,
    ...(code !== null && { code }),
    ...(branch !== null && { branch }),
    ...(detail !== null && { detail: withTimes(detail) }),
    revisionId: String(row.revisionId),
  }
}

/** Moments in a detail, kept as epoch ms, as times are told (api.md 2.6). */
function withTimes(detail: object): object {
  return Object.fromEntries(
    Object.entries(detail).map(([name, value]: [string, unknown]) => [
      name,
      moments.has(name) && typeof value === 'number' ? iso(value) : value,
    ]),
  )
}

const moments: ReadonlySet<string> = new Set(['until', 'retryAt'])

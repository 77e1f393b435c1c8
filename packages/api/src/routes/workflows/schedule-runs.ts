import { listRuns, type ScheduleRun } from '@millrace/store'
import { workflows } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { iso } from '../iso.js'
import { requireWorkflow } from './require-workflow.js'

/** What the runs of a workflow's schedule did (W-SCH-18, W-SCH-19). */
export function scheduleRunsRoute(on: On, { db }: Api): void {
  on(workflows.scheduleRuns, ({ caller, params, query: { limit, after } }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const workflowId = await requireWorkflow(tx, params.workflowId)
      const before = readCursor(after)
      const found = await listRuns(tx, { workflowId, limit: limit + 1, ...(before > 0 && { before }) })
      const { shown, paging } = pageOf(found, limit, ({ scheduledFor }) => scheduledFor)
      return { status: 200, body: { results: shown.map(showRun), ...paging } }
    }),
  )
}

function showRun(run: ScheduleRun) {
  const { scheduledFor, state, enrolled, stillActive, refused, startedAt, finishedAt } = run
  return {
    scheduledFor: iso(scheduledFor),
    state,
    enrolled,
    stillActive,
    refused,
    // A missed one never started.
    ...(state !== 'MISSED' && { startedAt: iso(startedAt) }),
    ...(state !== 'MISSED' && finishedAt !== null && { finishedAt: iso(finishedAt) }),
  }
}

import { matchCount, unpublish } from '@millrace/engine'
import { definitionsOf, readPublication } from '@millrace/store'
import { workflows } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { iso } from '../iso.js'
import { authorizeDeletes } from './authorize-deletes.js'
import { enrollmentRoutes } from './enroll.js'
import { insideRoutes } from './look-inside.js'
import { matchingListRoute } from './matching-list.js'
import { olderWorkflowRoutes } from './older-interfaces.js'
import { publishOnce } from './publish-once.js'
import { readRequiredWorkflow, requireWorkflow } from './require-workflow.js'
import { scheduleRunsRoute } from './schedule-runs.js'
import { showPublication } from './show-publication.js'

/** Publishing, counting, enrolling, looking inside (api.md 3.5). */
export function workflowRoutes(on: On, api: Api): void {
  const { db } = api

  on(workflows.publish, async (call) => {
    const { params, body } = call
    const { id, flow } = await db.withAccount(call.caller.accountId, 'read', (tx) =>
      readRequiredWorkflow(tx, params.workflowId),
    )
    authorizeDeletes(call.caller, flow)
    const { enrollExisting, confirmAllRecords, note } = body
    const choices = { enrollExisting, confirmAllRecords }
    return publishOnce(api, call, id, { ...choices, ...(note !== undefined && { note }) })
  })

  on(workflows.publication, async ({ caller: { accountId }, params }) => ({
    status: 200,
    body: await shown(api, accountId, params.workflowId),
  }))

  on(workflows.unpublish, async ({ caller: { accountId }, params, query }) => {
    const id = await db.withAccount(accountId, 'read', (tx) => requireWorkflow(tx, params.workflowId))
    await unpublish(db, accountId, id, { unenrollAll: query.unenrollAll })
    return { status: 204 }
  })

  on(workflows.matchCount, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { flow } = await readRequiredWorkflow(tx, params.workflowId)
      const { count, asOf, tookMs } = await matchCount(tx, await definitionsOf(tx), flow)
      return { status: 200, body: { count, asOf: iso(asOf), tookMs } }
    }),
  )

  matchingListRoute(on, api)
  enrollmentRoutes(on, api)
  insideRoutes(on, api)
  olderWorkflowRoutes(on, api)
  scheduleRunsRoute(on, api)
}

function shown({ db }: Api, accountId: number, workflowId: string) {
  return db.withAccount(accountId, 'read', async (tx) => {
    const workflow = await readRequiredWorkflow(tx, workflowId)
    return showPublication(tx, workflow, await readPublication(tx, workflow.id))
  })
}

import { matchCount, publish, unpublish } from '@millrace/engine'
import { definitionsOf, type Publication, readPublication, type StoredWorkflow } from '@millrace/store'
import { workflows } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { enrollmentRoutes } from './enroll.js'
import { insideRoutes } from './look-inside.js'
import { readRequiredWorkflow, requireWorkflow } from './require-workflow.js'

/** Publishing, counting, enrolling, looking inside (api.md 3.5). */
export function workflowRoutes(on: On, api: Api): void {
  const { db, waker } = api

  on(workflows.publish, async ({ caller: { accountId }, params, body }) => {
    const id = await db.withAccount(accountId, 'read', (tx) => requireWorkflow(tx, params.workflowId))
    const { enrollExisting, note } = body
    await publish(db, accountId, id, { enrollExisting, waker, ...(note !== undefined && { note }) })
    return { status: 202, body: await shown(api, accountId, params.workflowId) }
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
      return { status: 200, body: { count, asOf: new Date(asOf).toISOString(), tookMs } }
    }),
  )

  enrollmentRoutes(on, api)
  insideRoutes(on, api)
}

function shown({ db }: Api, accountId: number, workflowId: string) {
  return db.withAccount(accountId, 'read', async (tx) => {
    const workflow = await readRequiredWorkflow(tx, workflowId)
    return showPublication(workflow, await readPublication(tx, workflow.id))
  })
}

function showPublication(workflow: StoredWorkflow, last: Publication | null | undefined) {
  return {
    revisionId: String(last?.revisionId ?? workflow.publishedRevisionId ?? workflow.revisionId),
    isEnabled: workflow.isEnabled,
    ...(last?.enrollExisting && {
      existing: { matching: last.matching, enrolled: last.enrolled, state: last.state },
    }),
  }
}

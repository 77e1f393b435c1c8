import { exportFlow } from '@millrace/definitions'
import { unpublish } from '@millrace/engine'
import { Problem, parseId } from '@millrace/model'
import {
  bumpEpoch,
  definitionsOf,
  deleteWorkflow,
  flowDocument,
  listWorkflows,
  readRevision,
  readWorkflow,
  type WorkflowSummary,
} from '@millrace/store'
import { flows } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { readCursor } from '../cursor.js'
import { iso } from '../iso.js'
import { findWorkflows, readRequiredWorkflow } from '../workflows/require-workflow.js'
import { actionTypes } from './action-types.js'
import { emailCampaigns } from './email-campaigns.js'
import { importFlows } from './import-flows.js'
import { createFlow, replaceFlow } from './save-flow.js'

/** Definitions of workflows, in the format of automation/v4. */
export function flowRoutes(on: On, api: Api): void {
  const { db } = api

  on(flows.list, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { results, after } = await listWorkflows(tx, {
        limit: query.limit,
        after: readCursor(query.after),
      })
      const paging = after === null ? {} : { paging: { next: { after: String(after) } } }
      return { status: 200, body: { results: results.map(showSummary), ...paging } }
    }),
  )

  on(flows.create, (call) => createFlow(api, call))

  on(flows.read, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: flowDocument(await readRequiredWorkflow(tx, params.flowId)),
    })),
  )

  on(flows.replace, (call) => replaceFlow(api, call, call.params.flowId))

  on(flows.remove, async ({ caller, params }) => {
    await remove(api, caller.accountId, parseId(params.flowId))
    return { status: 204 }
  })

  on(flows.batchRead, ({ caller, body }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const startedAt = Date.now()
      const found = await findWorkflows(
        tx,
        body.inputs.map(({ flowId }) => flowId),
      )
      const outcomes = found.map((flow) => (flow instanceof Problem ? flow : flowDocument(flow)))
      // The category upstream gives to flows it hides (api.md 4.8).
      return batchAnswer(200, startedAt, outcomes, () => ({ category: 'FLOW_NOT_FOUND_BY_FLOW_ID' }))
    }),
  )

  on(flows.emailCampaigns, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: { results: await emailCampaigns(tx, query.flowId ?? []) },
    })),
  )

  on(flows.readRevision, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { id } = await readRequiredWorkflow(tx, params.flowId)
      const revisionId = parseId(params.revisionId)
      // Revisions are counted in 31 bits.
      const isPossible = revisionId !== undefined && revisionId < 2 ** 31
      const revision = isPossible ? await readRevision(tx, id, revisionId) : undefined
      if (!revision) {
        throw new Problem('REVISION_NOT_FOUND', `Workflow ${id} has no such revision.`, {
          field: 'revisionId',
        })
      }
      return { status: 200, body: flowDocument(revision) }
    }),
  )

  on(flows.importFlows, (call) => importFlows(api, call))

  on(flows.exportFlow, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: exportFlow((await readRequiredWorkflow(tx, params.flowId)).flow),
    })),
  )

  on(flows.actionTypes, ({ caller }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { catalogue } = await definitionsOf(tx)
      return { status: 200, body: { results: actionTypes(catalogue) } }
    }),
  )
}

/** Ends everyone inside, then deletes; nothing is there to end when it is gone already. */
async function remove({ db }: Api, accountId: number, id: number | undefined): Promise<void> {
  if (id === undefined) return
  const stored = await db.withAccount(accountId, 'read', (tx) => readWorkflow(tx, id))
  if (!stored) return
  await unpublish(db, accountId, id, { unenrollAll: true })
  await db.withAccount(accountId, 'exclusive', async (tx) => {
    if (await deleteWorkflow(tx, id)) await bumpEpoch(tx)
  })
}

function showSummary(workflow: WorkflowSummary) {
  const { id, name, uuid, flowType, objectTypeId, isEnabled, revisionId, createdAt, updatedAt } = workflow
  return {
    id: String(id),
    ...(name !== null && { name }),
    ...(uuid !== null && { uuid }),
    flowType,
    objectTypeId,
    isEnabled,
    revisionId: String(revisionId),
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
  }
}

// Workflows as integrations made before automation/v4 know them (api.md 3.2).
import { type EnrollOutcome, unenrollRecords } from '@millrace/engine'
import { Problem, type ProblemCode } from '@millrace/model'
import {
  definitionsOf,
  listWorkflows,
  lockRecords,
  readClock,
  type StoredWorkflow,
  type Transaction,
  type WorkflowSummary,
} from '@millrace/store'
import { olderWorkflows } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { batchAnswer } from '../batch-answer.js'
import { findNamed, uniquePropertyOf } from '../objects/find-named.js'
import { objectTypeOf } from '../objects/object-type.js'
import { enrollByHand } from './enroll.js'
import { findWorkflows, readRequiredWorkflow, workflowNotFound } from './require-workflow.js'

const contacts = '0-1'

/** More than anybody has; the list of these interfaces has no pages. */
const mostListed = 10_000

export function olderWorkflowRoutes(on: On, api: Api): void {
  const { db } = api

  on(olderWorkflows.list, ({ caller }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { results } = await listWorkflows(tx, { limit: mostListed })
      const workflows = results.filter(({ objectTypeId }) => objectTypeId === contacts).map(showListed)
      return { status: 200, body: { workflows } }
    }),
  )

  on(olderWorkflows.read, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { flow, ...stored } = await contactWorkflow(tx, params.workflowId)
      return { status: 200, body: showListed({ ...stored, name: flow.name ?? null }) }
    }),
  )

  on(olderWorkflows.mapIds, ({ caller, body }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const startedAt = Date.now()
      const asked = body.inputs.map(({ type, flowId, workflowId }) =>
        String(type === 'FLOW_ID' ? flowId : workflowId),
      )
      const outcomes = (await findWorkflows(tx, asked)).map((stored, index) => {
        if (stored instanceof Problem) return stored
        if (!isOfContacts(stored)) return workflowNotFound(asked[index] ?? '')
        return { flowId: stored.id, workflowId: stored.id }
      })
      return batchAnswer(200, startedAt, outcomes)
    }),
  )

  on(olderWorkflows.enroll, async (call) => {
    const { caller, params } = call
    const answer = await writeOnce(db, { ...call, body: null }, async (tx) => {
      const { id } = await contactWorkflow(tx, params.workflowId)
      const contact = await contactWith(tx, params.email)
      const [result] = await enrollByHand(tx, id, caller, [String(contact)])
      if (result?.outcome !== 'enrolled' && result?.outcome !== 'already_active')
        throw notEnrolled(result?.outcome ?? 'not_found')
      return { status: 204 }
    })
    api.waker.wake(caller.accountId, 'interactive')
    return answer
  })

  on(olderWorkflows.unenroll, async ({ caller, params }) => {
    await db.withAccount(caller.accountId, 'shared', async (tx) => {
      const { id } = await contactWorkflow(tx, params.workflowId)
      const locked = await lockRecords(tx, [await contactWith(tx, params.email)])
      const definitions = await definitionsOf(tx)
      const why = { reason: 'api', workflowIds: [id] } as const
      await unenrollRecords(tx, definitions, locked, why, await readClock(tx))
    })
    api.waker.wake(caller.accountId, 'timers')
    return { status: 204 }
  })
}

function isOfContacts({ flow }: StoredWorkflow): boolean {
  return flow.objectTypeId === contacts
}

async function contactWorkflow(tx: Transaction, id: string): Promise<StoredWorkflow> {
  const stored = await readRequiredWorkflow(tx, id)
  if (isOfContacts(stored)) return stored
  throw workflowNotFound(id)
}

/** Problem: RECORD_NOT_FOUND. */
async function contactWith(tx: Transaction, email: string): Promise<number> {
  const definitions = await definitionsOf(tx)
  const property = uniquePropertyOf(definitions, objectTypeOf(definitions, contacts), 'email')
  const [id] = await findNamed(tx, property, [email])
  if (id !== undefined) return id
  throw new Problem(
    'RECORD_NOT_FOUND',
    `There is no contact with the e-mail address ${email.slice(0, 254)}.`,
    {
      field: 'email',
    },
  )
}

/** W-MAN-14: the same refusals as by hand, none of them silent. */
function notEnrolled(outcome: EnrollOutcome | 'not_found'): Problem {
  const code: ProblemCode = outcome === 'workflow_off' ? 'WORKFLOW_OFF' : 'NOT_ENROLLED'
  return new Problem(code, `The contact was not enrolled: ${outcome.replaceAll('_', ' ')}.`, {
    context: { outcome: [outcome] },
  })
}

type Listed = Pick<WorkflowSummary, 'id' | 'name' | 'isEnabled' | 'createdAt' | 'updatedAt'>

function showListed({ id, name, isEnabled, createdAt, updatedAt }: Listed) {
  return {
    id,
    name: name ?? '',
    type: 'DRIP_DELAY',
    enabled: isEnabled,
    insertedAt: createdAt,
    updatedAt,
  }
}

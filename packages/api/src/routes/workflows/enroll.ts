// Enrolling and unenrolling by hand (W-MAN).
import { type EnrollRequest, enroll, leave } from '@millrace/engine'
import { Problem, parseId } from '@millrace/model'
import {
  type Definitions,
  definitionsOf,
  findEnrollment,
  isLiving,
  type LiveWorkflow,
  loadRecords,
  lockRecords,
  pageMembers,
  readClock,
  readList,
  type Transaction,
} from '@millrace/store'
import type { Caller } from '../../authenticate.js'
import { workflows } from '../../contract/index.js'
import type { On } from '../../register.js'
import { partOf, type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { requireWorkflow } from './require-workflow.js'

/** Members of a list that one request enrolls: its answer names each. */
const mostMembers = 10_000

/** Records enrolled in one transaction: it stays far below a second. */
const chunkSize = 500

export function enrollmentRoutes(on: On, api: Api): void {
  const { db } = api

  on(workflows.enroll, async (call) => {
    const { caller, params, body } = call
    const { accountId } = caller
    const workflowId = await db.withAccount(accountId, 'read', (tx) => requireWorkflow(tx, params.workflowId))
    const asked = 'recordIds' in body ? body.recordIds.map(String) : await membersOf(api, call, body.listId)
    const results: unknown[] = []
    for (let from = 0; from < asked.length; from += chunkSize) {
      const chunk = asked.slice(from, from + chunkSize)
      const answer = await writeOnce(db, partOf(call, from), async (tx) => ({
        status: 200,
        body: await enrollByHand(tx, workflowId, caller, chunk),
      }))
      results.push(...(answer.body as unknown[]))
      api.waker.wake(accountId, 'interactive')
    }
    return { status: 200, body: { results } }
  })

  on(workflows.unenroll, async ({ caller, params }) => {
    const told = await db.withAccount(caller.accountId, 'shared', async (tx) => {
      const workflowId = await requireWorkflow(tx, params.workflowId)
      const id = parseId(params.enrollmentId)
      const found = id === undefined ? undefined : await findEnrollment(tx, workflowId, id)
      if (!found) {
        throw new Problem('ENROLLMENT_NOT_FOUND', 'This workflow has no such enrollment.', {
          field: 'enrollmentId',
        })
      }
      await lockRecords(tx, [found.recordId])
      return leave(
        tx,
        await definitionsOf(tx),
        [{ enrollmentId: found.id, endState: 'unenrolled', reason: 'manual' }],
        await readClock(tx),
      )
    })
    if (told) api.waker.wake(caller.accountId, 'timers')
    api.waker.wake(caller.accountId, 'bulk')
    return { status: 204 }
  })
}

/** One result for each of the ids, in order; what is no id of a record is not found (W-MAN-13). Problem: WORKFLOW_OFF. */
export async function enrollByHand(
  tx: Transaction,
  workflowId: number,
  { tokenId }: Caller,
  asked: readonly string[],
) {
  const definitions = await definitionsOf(tx)
  const workflow = definitions.workflows.get(workflowId)
  if (!workflow) throw new Problem('WORKFLOW_OFF', 'This workflow was never turned on.')
  const requests = await requestsFor(tx, definitions, workflow, tokenId, asked)
  const known = [...requests.values()]
  const results = await enroll(tx, definitions, known, await readClock(tx))
  const outcomes = new Map(known.map((request, index) => [request, results[index]]))
  return asked.map((text) => {
    const id = parseId(text)
    const request = id === undefined ? undefined : requests.get(id)
    const result = request && outcomes.get(request)
    return {
      recordId: text,
      outcome: result?.outcome ?? 'not_found',
      ...(result?.enrollmentId != null && { enrollmentId: String(result.enrollmentId) }),
    }
  })
}

/** By record id: one request for each record of the workflow's type that is there. */
async function requestsFor(
  tx: Transaction,
  definitions: Definitions,
  workflow: LiveWorkflow,
  tokenId: number,
  asked: readonly string[],
): Promise<ReadonlyMap<number, EnrollRequest>> {
  const { objectTypeId, watches } = workflow.compiled
  const ids = new Set(asked.map(parseId).filter((id) => id !== undefined))
  const records = await loadRecords(tx, definitions, await lockRecords(tx, [...ids]), watches)
  const requests = new Map<number, EnrollRequest>()
  for (const record of records.values()) {
    if (record.objectTypeId !== objectTypeId || !isLiving(record)) continue
    const source = { type: 'MANUAL', tokenId } as const
    requests.set(record.id, { workflow, record, source, chain: [], lane: 'interactive' })
  }
  return requests
}

/** Under a key also the members are kept: a repeat asks for those of then, in the same chunks. */
async function membersOf(
  { db }: Api,
  call: WritingCall,
  listId: string | number,
): Promise<readonly string[]> {
  const answer = await writeOnce(db, partOf(call, 'members'), async (tx) => {
    const { id } = await readList(tx, requiredListId(listId))
    return { status: 200, body: await pageMembers(tx, id, { limit: mostMembers + 1 }) }
  })
  const members = answer.body as readonly number[]
  if (members.length <= mostMembers) return members.map(String)
  throw new Problem(
    'LIMIT_EXCEEDED',
    `A list of more than ${mostMembers} members is enrolled by publishing with enrollExisting.`,
    { field: 'listId' },
  )
}

function requiredListId(listId: string | number): number {
  const id = parseId(listId)
  if (id !== undefined) return id
  throw new Problem('LIST_NOT_FOUND', 'There is no such list.', { field: 'listId' })
}

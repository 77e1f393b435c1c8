// Saving a definition (api.md 4.8): one that is to run must be publishable and is published at once; one that is off
// keeps everything that can be read, and its answer says what would block it.
import { type Flow, parseFlow } from '@millrace/definitions'
import { problemsOf, publish, republish, unconfirmedIn, unpublish } from '@millrace/engine'
import { Problem, type ProblemDetail } from '@millrace/model'
import {
  createWorkflow,
  definitionsOf,
  flowDocument,
  readWorkflow,
  replaceWorkflow,
  type StoredWorkflow,
  type Transaction,
} from '@millrace/store'
import type { Answer } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { authorizeDeletes } from '../workflows/authorize-deletes.js'
import { readRequiredWorkflow } from '../workflows/require-workflow.js'

export async function createFlow(api: Api, call: WritingCall): Promise<Answer> {
  const wanted = readFlow(call.body)
  if (wanted.isEnabled) authorizeDeletes(call.caller, wanted)
  let madeId: number | undefined
  const answer = await writeOnce(api.db, call, async (tx) => {
    const stored = await createWorkflow(tx, wanted)
    madeId = stored.id
    const body = await saved(api, tx, stored, wanted.isEnabled)
    return { status: 201, body: { ...body, isEnabled: wanted.isEnabled } }
  })
  if (!wanted.isEnabled) return answer
  const { accountId } = call.caller
  const id = madeId ?? Number((answer.body as { readonly id: string }).id)
  await turnOnFirst(api, accountId, id)
  return madeId === undefined ? answer : { status: 201, body: await reread(api, accountId, id) }
}

/** A repeat under the same key turns on what was saved before the server went away; whatever was on once is left alone. */
async function turnOnFirst({ db, waker, allowedHosts }: Api, accountId: number, id: number): Promise<void> {
  const stored = await db.withAccount(accountId, 'read', (tx) => readWorkflow(tx, id))
  if (stored?.publishedRevisionId === null)
    await publish(db, accountId, id, { enrollExisting: false, waker, allowedHosts })
}

export async function replaceFlow(api: Api, call: WritingCall, flowId: string): Promise<Answer> {
  const { accountId } = call.caller
  const { id, isEnabled, wasEnabled, body } = await api.db.withAccount(accountId, 'shared', async (tx) => {
    const current = await readRequiredWorkflow(tx, flowId)
    const wanted = readFlow(call.body, current.flow)
    if (wanted.isEnabled) authorizeDeletes(call.caller, wanted)
    const stored = await replaceWorkflow(tx, current.id, wanted, revisionOf(call.body))
    return {
      id: stored.id,
      isEnabled: wanted.isEnabled,
      wasEnabled: stored.isEnabled,
      body: await saved(api, tx, stored, wanted.isEnabled),
    }
  })
  if (isEnabled) await republish(api.db, accountId, id, api)
  else if (wasEnabled) await unpublish(api.db, accountId, id, { unenrollAll: false })
  else return { status: 200, body }
  return { status: 200, body: { ...body, ...(await reread(api, accountId, id)) } }
}

/** Everything that cannot be read, each with its place (api.md 4.8). Problem: WORKFLOW_INVALID and its kind. */
function readFlow(body: unknown, current?: Flow): Flow {
  const parsed = parseFlow(body, current)
  if (parsed.ok) return parsed.flow
  const [first] = parsed.problems
  throw new Problem(first?.code ?? 'WORKFLOW_INVALID', `This flow cannot be read. ${first?.message ?? ''}`, {
    details: parsed.problems.map((problem) => problem.toDetail()),
  })
}

function revisionOf(body: unknown): number {
  const { revisionId } = body as { readonly revisionId?: unknown }
  const text = String(revisionId ?? '')
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new Problem('MISSING_FIELD', 'Send the revisionId that was read, as decimal text.', {
    field: 'revisionId',
  })
}

async function saved(
  { allowedHosts }: Api,
  tx: Transaction,
  stored: StoredWorkflow,
  isToRun: boolean,
): Promise<Record<string, unknown>> {
  const definitions = await definitionsOf(tx)
  const problems = [
    ...(await problemsOf(tx, definitions, stored.flow, allowedHosts)),
    ...(isToRun ? unconfirmedIn(tx, definitions, stored.id, stored.flow) : []),
  ]
  const issues = problems.map((problem) => problem.toDetail())
  if (isToRun && issues.length > 0) throw notPublishable(issues)
  const document = flowDocument(stored)
  if (issues.length === 0) return document
  return { ...document, millrace: { ...stored.flow.millrace, issues } }
}

function notPublishable(issues: readonly ProblemDetail[]): Problem {
  return new Problem(
    'WORKFLOW_INVALID',
    `This flow cannot be turned on. ${issues[0]?.message ?? ''} Save it with isEnabled false, or put it right.`,
    { details: issues },
  )
}

async function reread(api: Api, accountId: number, id: number): Promise<Record<string, unknown>> {
  const stored = await api.db.withAccount(accountId, 'read', (tx) => readWorkflow(tx, id))
  return stored ? flowDocument(stored) : {}
}

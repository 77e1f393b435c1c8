// A workflow as a file (decision 19): what people wrote, in one order, without what only the server knows.
import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'
import type { Flow } from '../workflow/flow.js'
import { branchLists } from '../workflow/normalise-flow.js'
import { withOrderedMembers } from './member-order.js'

type Json = Readonly<Record<string, unknown>>

/** Members of an answer that nobody wrote. */
const answered = ['createdAt', 'updatedAt', 'crmObjectCreationStatus', 'nextAvailableActionId'] as const

/**
 * The text of the file of a workflow as `GET /automation/v4/flows/{id}` answers it. It names its workflow by `uuid`, or by
 * `id` where it has none, and tells by `revisionId` what it was made from. Actions stand by id: a document is a set of
 * them, and one more is then one more block of lines.
 */
export function workflowFile(document: Json): string {
  const file: Record<string, unknown> = { ...document }
  for (const member of answered) delete file[member]
  if (hasText(file.uuid)) delete file.id
  if (isObject(file.millrace)) file.millrace = withoutIssues(file.millrace)
  if (file.millrace === undefined || file.millrace === null) delete file.millrace
  if (Array.isArray(file.actions)) file.actions = [...file.actions].sort(byActionId)
  return `${JSON.stringify(withOrderedMembers(file), null, 2)}\n`
}

function withoutIssues({ issues: _answered, ...kept }: Json): Json | undefined {
  return Object.keys(kept).length === 0 ? undefined : kept
}

function byActionId(a: unknown, b: unknown): number {
  return numberOf(a) - numberOf(b)
}

function numberOf(action: unknown): number {
  const id = Number((isObject(action) && memberText(action.actionId)) || Number.NaN)
  return Number.isNaN(id) ? Number.MAX_SAFE_INTEGER : id
}

function hasText(value: unknown): boolean {
  return typeof value === 'string' && value !== ''
}

/** What two workflows are compared by: everything but the ids and the revision that a server gave them. */
export function comparable(flow: Flow): Json {
  const { id: _id, revisionId: _revision, ...rest } = flow
  return JSON.parse(workflowFile(withoutNullAdditions(rest) as Json)) as Json
}

/** A removed addition is one that is not there. */
function withoutNullAdditions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNullAdditions)
  if (!isObject(value)) return value
  const kept = Object.entries(value).filter(([name, member]) => name !== 'millrace' || member !== null)
  return Object.fromEntries(kept.map(([name, member]) => [name, withoutNullAdditions(member)]))
}

const edges = ['connection', 'defaultBranch'] as const

/**
 * The flow to PUT so that the server holds what the file says: an addition of ours that the file lacks is removed
 * expressly, because a PUT that does not speak of it would keep it (engine.md 6).
 */
export function replacement(flow: Flow): Json {
  return { ...saying(flow), actions: flow.actions.map((action) => inside(saying(action))) }
}

function inside(node: Json): Json {
  const result: Record<string, unknown> = { ...node }
  for (const edge of edges) if (isObject(node[edge])) result[edge] = saying(node[edge])
  for (const list of branchLists) {
    const branches = node[list]
    if (Array.isArray(branches))
      result[list] = branches.map((branch: unknown) => (isObject(branch) ? inside(saying(branch)) : branch))
  }
  return result
}

function saying(part: Json): Json {
  return part.millrace === undefined ? { ...part, millrace: null } : part
}

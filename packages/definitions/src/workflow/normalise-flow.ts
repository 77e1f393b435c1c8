// One spelling of what documents write in several (api.md 4.2, 4.9): edges, ids, missing lists. Whatever is not an
// object where one belongs is left for the schema to refuse.
import { readEdgeType } from '@millrace/actions'
import { isObject } from '@millrace/model'

type Json = Readonly<Record<string, unknown>>

const emptyLists = ['actions', 'timeWindows', 'blockedDates', 'dataSources'] as const
/** Where branch nodes keep their branches. */
export const branchLists = ['listBranches', 'staticBranches', 'testBranches'] as const

/** The flow with missing lists empty, `isEnabled` false unless said, ids as text and edges in one spelling. */
export function normaliseFlow(flow: Json): Json {
  const lists = Object.fromEntries(emptyLists.map((member) => [member, flow[member] ?? []]))
  const normal: Record<string, unknown> = {
    ...flow,
    ...lists,
    isEnabled: flow.isEnabled ?? false,
    customProperties: flow.customProperties ?? {},
  }
  if (flow.type === 'CONTACT_FLOW') {
    normal.suppressionListIds = flow.suppressionListIds ?? []
    normal.canEnrollFromSalesforce = flow.canEnrollFromSalesforce ?? false
  }
  if (flow.startActionId !== undefined) normal.startActionId = asText(flow.startActionId)
  if (Array.isArray(normal.actions)) normal.actions = normal.actions.map(normaliseAction)
  return normal
}

function normaliseAction(action: unknown): unknown {
  if (!isObject(action)) return action
  const normal: Record<string, unknown> = { ...action, actionId: asText(action.actionId) }
  if (action.connection !== undefined) normal.connection = normaliseEdge(action.connection)
  if (action.defaultBranch !== undefined)
    normal.defaultBranch = normaliseEdge(unwrapped(action.defaultBranch))
  for (const list of branchLists) {
    const branches = action[list]
    if (Array.isArray(branches)) normal[list] = branches.map(normaliseBranch)
  }
  return normal
}

function normaliseBranch(branch: unknown): unknown {
  return isObject(branch) && branch.connection !== undefined
    ? { ...branch, connection: normaliseEdge(branch.connection) }
    : branch
}

/** `{connection: {...}}` around a default branch is met in hand-made files (rule 5). */
function unwrapped(edge: unknown): unknown {
  return isObject(edge) && edge.nextActionId === undefined && edge.connection !== undefined
    ? edge.connection
    : edge
}

function normaliseEdge(edge: unknown): unknown {
  if (!isObject(edge) || edge.nextActionId === undefined) return edge
  return {
    ...edge,
    edgeType: readEdgeType(edge.edgeType) ?? edge.edgeType,
    nextActionId: asText(edge.nextActionId),
  }
}

function asText(id: unknown): unknown {
  return typeof id === 'number' ? String(id) : id
}

// Where a node leads (api.md 6.1). Execution treats STANDARD and GOTO alike; only drawing tells them apart.
import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'
import type { Action } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { EdgeKey } from '../outcome.js'

export type EdgeType = 'STANDARD' | 'GOTO'

export interface OutgoingEdge {
  readonly key: EdgeKey
  readonly label: string
  /** null: the path ends here. */
  readonly to: string | null
  readonly edgeType: EdgeType
  /** Where the connection stands in the node: `connection`, `listBranches[0].connection` … */
  readonly field: string
}

/** The outgoing edges of a node of any kind, known action or not, in drawing order. */
export function edgesOf(node: ActionNode): readonly OutgoingEdge[] {
  switch (node.type) {
    case 'LIST_BRANCH':
      return [...branchEdges(node, 'listBranches', 'branchName'), defaultEdge(node)]
    case 'STATIC_BRANCH':
      return [...branchEdges(node, 'staticBranches', 'branchValue'), defaultEdge(node)]
    case 'AB_TEST_BRANCH':
      return branchEdges(node, 'testBranches', 'branchName')
    default:
      return [edge(node.connection, 'next', '', 'connection')]
  }
}

function branchEdges(node: ActionNode, member: string, nameMember: string): OutgoingEdge[] {
  return branchesOf(node, member).map((branch, index) => {
    const name = branch[nameMember]
    const label = memberText(name) || `Branch ${index + 1}`
    return edge(branch.connection, String(index), label, `${member}[${index}].connection`)
  })
}

/** The branches of a branch node; entries that are no objects count as empty ones. */
export function branchesOf(node: ActionNode, member: string): readonly Readonly<Record<string, unknown>>[] {
  const branches = node[member]
  return Array.isArray(branches) ? branches.map((branch: unknown) => (isObject(branch) ? branch : {})) : []
}

function defaultEdge(node: ActionNode): OutgoingEdge {
  return edge(node.defaultBranch, 'default', defaultLabelOf(node), 'defaultBranch')
}

/** Name of the branch for what meets none (A-BRF-5). */
export function defaultLabelOf(node: ActionNode): string {
  const name = node.defaultBranchName
  return typeof name === 'string' && name !== '' ? name : 'None met'
}

function edge(connection: unknown, key: EdgeKey, label: string, field: string): OutgoingEdge {
  const to = isObject(connection) ? connection.nextActionId : undefined
  return {
    key,
    label,
    to: memberText(to) || null,
    edgeType: isObject(connection) && connection.edgeType === 'GOTO' ? 'GOTO' : 'STANDARD',
    field,
  }
}

type BehaviourInFlow = Pick<Action, 'ignoresWindows' | 'shortestWait' | 'edges'>

/** How a step that does something behaves in a flow: at once, but not outside the windows of its workflow (W-SET-9). */
export const ordinaryStep: BehaviourInFlow = {
  ignoresWindows: false,
  shortestWait: () => 0,
  edges: edgesOf,
}

/** How a step that only steers behaves: a branch, or a wait, which says itself what it guarantees (A-FLW-3). */
export const steeringStep: BehaviourInFlow = { ...ordinaryStep, ignoresWindows: true }

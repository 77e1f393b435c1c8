// The flow as a graph: what leads where, what can be reached, what goes round (A-FLW, A-BRC).
import { type ActionNode, actionFor, edgesOf, type OutgoingEdge, shortestCycleWait } from '@millrace/actions'
import type { Flow } from './flow.js'

export interface Place {
  readonly node: ActionNode
  /** Its position in `actions`. */
  readonly index: number
  readonly edges: readonly OutgoingEdge[]
}

export interface Graph {
  readonly startActionId: string | null
  /** By action id; of two with one id, the first. */
  readonly places: ReadonlyMap<string, Place>
}

export function graphOf(flow: Flow): Graph {
  const places = new Map<string, Place>()
  flow.actions.forEach((node, index) => {
    if (!places.has(node.actionId)) places.set(node.actionId, { node, index, edges: edgesOf(node) })
  })
  return { startActionId: flow.startActionId ? flow.startActionId : null, places }
}

/** Ids of the existing actions that an action leads to, each once. */
export function successorsOf(graph: Graph, actionId: string): string[] {
  const targets =
    graph.places.get(actionId)?.edges.flatMap((edge) => (edge.to === null ? [] : [edge.to])) ?? []
  return [...new Set(targets)].filter((id) => graph.places.has(id))
}

/** Everything on some path from the start, the start included. */
export function reachableFrom(graph: Graph, start: string | null): ReadonlySet<string> {
  const reached = new Set<string>()
  const waiting = start !== null && graph.places.has(start) ? [start] : []
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (reached.has(id)) continue
    reached.add(id)
    waiting.push(...successorsOf(graph, id))
  }
  return reached
}

/** Actions that lead to each action. */
export function parentsOf(graph: Graph): ReadonlyMap<string, readonly string[]> {
  const parents = new Map<string, string[]>()
  for (const id of graph.places.keys()) {
    for (const next of successorsOf(graph, id)) parents.set(next, [...(parents.get(next) ?? []), id])
  }
  return parents
}

/**
 * Groups of actions that lead round to themselves without a wait of at least a minute (A-FLW-3). Without the waits no
 * cycle may be left: then every way round held one.
 */
export function cyclesWithoutWait(graph: Graph): string[][] {
  const hasteful = [...graph.places.keys()].filter((id) => shortestWaitAt(graph, id) < shortestCycleWait)
  const kept = new Set(hasteful)
  const next = (id: string) => successorsOf(graph, id).filter((target) => kept.has(target))
  return stronglyConnected(hasteful, next).filter(
    (group) => group.length > 1 || next(group[0] ?? '').includes(group[0] ?? ''),
  )
}

function shortestWaitAt(graph: Graph, id: string): number {
  const node = graph.places.get(id)?.node
  return node ? (actionFor(node)?.shortestWait(node) ?? 0) : 0
}

/** Branches within branches: the most branch actions on the drawn way to any action (A-GEN-21). */
export function branchLevels(graph: Graph): number {
  let deepest = 0
  const seen = new Set<string>()
  const waiting: { id: string; level: number }[] = graph.startActionId
    ? [{ id: graph.startActionId, level: 0 }]
    : []
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const place = graph.places.get(at.id)
    if (!place || seen.has(at.id)) continue
    seen.add(at.id)
    const level = at.level + (place.node.type.endsWith('_BRANCH') ? 1 : 0)
    deepest = Math.max(deepest, level)
    for (const edge of place.edges) {
      if (edge.to !== null && edge.edgeType === 'STANDARD') waiting.push({ id: edge.to, level })
    }
  }
  return deepest
}

interface Visit {
  readonly id: string
  readonly next: readonly string[]
  at: number
}

/** Tarjan's strongly connected components, without recursion: an unpublished flow may be any length. */
function stronglyConnected(ids: readonly string[], next: (id: string) => readonly string[]): string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const groups: string[][] = []

  const enter = (id: string): Visit => {
    order.set(id, order.size)
    low.set(id, order.size - 1)
    open.push(id)
    isOpen.add(id)
    return { id, next: next(id), at: 0 }
  }
  const lower = (id: string, to: number | undefined) => low.set(id, Math.min(low.get(id) ?? 0, to ?? 0))
  const close = (id: string) => {
    const group = open.splice(open.indexOf(id))
    for (const member of group) isOpen.delete(member)
    groups.push(group)
  }

  for (const root of ids) {
    if (order.has(root)) continue
    const path = [enter(root)]
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const target = visit.next[visit.at++]
      if (target === undefined) {
        path.pop()
        if (low.get(visit.id) === order.get(visit.id)) close(visit.id)
        const parent = path.at(-1)
        if (parent) lower(parent.id, low.get(visit.id))
      } else if (!order.has(target)) path.push(enter(target))
      else if (isOpen.has(target)) lower(visit.id, order.get(target))
    }
  }
  return groups
}

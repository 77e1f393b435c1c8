// Where people inside go on when a new revision is published (engine.md 6; W-ENR-14, W-RUN-11).
import type { ActionNode } from '@millrace/actions'
import type { Flow } from './flow.js'
import { type Graph, graphOf } from './graph.js'

/** By id of an action that is gone: the action to go on at, null where the enrollment is completed. */
export type RevisionMoves = Readonly<Record<string, string | null>>

/**
 * A removed action leads, along its edge in the old revision (a branch: its default edge), to the first action that
 * still exists. The same id with another kind or type counts as removed.
 */
export function revisionMoves(from: Flow, to: Flow): RevisionMoves {
  const before = graphOf(from)
  const after = graphOf(to)
  const moves: Record<string, string | null> = {}
  for (const id of before.places.keys()) {
    if (!survives(id, before, after)) moves[id] = firstSurvivor(id, before, after)
  }
  return moves
}

function survives(id: string, before: Graph, after: Graph): boolean {
  const [old, kept] = [before.places.get(id)?.node, after.places.get(id)?.node]
  return old !== undefined && kept !== undefined && sameAction(old, kept)
}

function sameAction(a: ActionNode, b: ActionNode): boolean {
  return a.type === b.type && a.actionTypeId === b.actionTypeId
}

function firstSurvivor(gone: string, before: Graph, after: Graph): string | null {
  const seen = new Set<string>()
  let id: string | null = gone
  while (id !== null && !seen.has(id)) {
    if (survives(id, before, after)) return id
    seen.add(id)
    id = onwardFrom(id, before)
  }
  return null
}

function onwardFrom(id: string, graph: Graph): string | null {
  const edges = graph.places.get(id)?.edges ?? []
  return (edges.find((edge) => edge.key === 'default') ?? edges[0])?.to ?? null
}

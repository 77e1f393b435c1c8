import { Problem } from '@millrace/model'
import type { Flow } from '../flow.js'
import type { Graph } from '../graph.js'

/** A flow with actions begins at one of them. An empty flow has none and completes at once. */
export function missingStart(flow: Flow, graph: Graph): Problem[] {
  if (flow.actions.length === 0 && graph.startActionId === null) return []
  if (graph.startActionId === null)
    return [new Problem('MISSING_FIELD', 'The flow names no action to start at.', { field: 'startActionId' })]
  if (graph.places.has(graph.startActionId)) return []
  const message = `The flow starts at action ${graph.startActionId}, which does not exist.`
  return [new Problem('DANGLING_EDGE', message, { field: 'startActionId' })]
}

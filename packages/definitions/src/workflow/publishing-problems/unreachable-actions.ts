import { Problem } from '@millrace/model'
import type { Flow } from '../flow.js'
import { type Graph, reachableFrom } from '../graph.js'

/** Every action can be reached from the start (W-PUB-22). */
export function unreachableActions(_flow: Flow, graph: Graph): Problem[] {
  const reached = reachableFrom(graph, graph.startActionId)
  return [...graph.places]
    .filter(([id]) => !reached.has(id))
    .map(
      ([id, { index }]) =>
        new Problem('UNREACHABLE_ACTION', `No path from the start leads to action ${id}.`, {
          field: `actions[${index}]`,
        }),
    )
}

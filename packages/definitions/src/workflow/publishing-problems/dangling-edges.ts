import { Problem } from '@millrace/model'
import type { Flow } from '../flow.js'
import type { Graph } from '../graph.js'

/** Every edge leads to an action; a go-to whose target was deleted is one that does not (A-FLW-4, W-PUB-22). */
export function danglingEdges(_flow: Flow, graph: Graph): Problem[] {
  return [...graph.places.values()].flatMap(({ node, index, edges }) =>
    edges
      .filter((edge) => edge.to !== null && !graph.places.has(edge.to))
      .map((edge) => {
        const message = `Action ${node.actionId} leads to action ${edge.to}, which does not exist.`
        return new Problem('DANGLING_EDGE', message, {
          field: `actions[${index}].${edge.field}.nextActionId`,
        })
      }),
  )
}

import type { ActionNode } from '@millrace/actions'
import { memberText } from '@millrace/filters'
import { isObject, Problem } from '@millrace/model'
import type { Flow } from '../flow.js'
import { type Graph, reachableFrom } from '../graph.js'

/** Outputs are read only where their action comes before on every path (A-GEN-12). */
export function unreadyOutputs(_flow: Flow, graph: Graph): Problem[] {
  const without = new Map<string, ReadonlySet<string>>()
  return [...graph.places.values()].flatMap(({ node, index }) =>
    [...outputsReadBy(node)]
      .filter((producer) => !comesBefore(producer, node.actionId, graph, without))
      .map((producer) => {
        const message = `Action ${node.actionId} reads an output of action ${producer}, which does not come before it on every path.`
        return new Problem('WORKFLOW_INVALID', message, { field: `actions[${index}]` })
      }),
  )
}

/** True when no path from the start reaches `reader` once `producer` is taken away. */
function comesBefore(
  producer: string,
  reader: string,
  graph: Graph,
  without: Map<string, ReadonlySet<string>>,
): boolean {
  if (producer === reader || !graph.places.has(producer)) return false
  let reached = without.get(producer)
  if (!reached) {
    const places = new Map([...graph.places].filter(([id]) => id !== producer))
    reached = reachableFrom({ ...graph, places }, graph.startActionId)
    without.set(producer, reached)
  }
  return !reached.has(reader)
}

const outputToken = /\{\{\s*action_outputs\.action_output_(\d+)\./g

/** Ids of the actions whose outputs a node names, in value slots and in tokens. */
function outputsReadBy(node: ActionNode): ReadonlySet<string> {
  const producers = new Set<string>()
  const waiting: unknown[] = [node]
  while (waiting.length > 0) {
    const value = waiting.pop()
    if (typeof value === 'string')
      for (const match of value.matchAll(outputToken)) producers.add(match[1] ?? '')
    else if (Array.isArray(value)) waiting.push(...value)
    else if (isObject(value)) {
      if (value.dataKey !== undefined && value !== node) producers.add(memberText(value.actionId))
      waiting.push(...Object.values(value))
    }
  }
  return producers
}

import { Problem } from '@millrace/model'
import type { Flow } from '../flow.js'
import { cyclesWithoutWait, type Graph } from '../graph.js'

/** Every way round holds a wait of at least a minute (A-FLW-3). */
export function hastyCycles(_flow: Flow, graph: Graph): Problem[] {
  return cyclesWithoutWait(graph).map((ids) => {
    const indexes = ids.map((id) => graph.places.get(id)?.index ?? 0).sort((a, b) => a - b)
    const names = [...ids].sort((a, b) => Number(a) - Number(b)).join(', ')
    const message = `Actions ${names} form a loop without a delay of at least one minute.`
    return new Problem('CYCLE_WITHOUT_WAIT', message, { field: `actions[${indexes[0]}]` })
  })
}

import { Problem } from '@millrace/model'
import type { Flow } from '../flow.js'
import { branchLevels, type Graph } from '../graph.js'

/** A-GEN-21; refused with the limit's name and value (M-LMT-1). */
export const mostActions = 500
export const mostBranchLevels = 100

export function sizeLimits(flow: Flow, graph: Graph): Problem[] {
  const problems: Problem[] = []
  const over = (what: string, count: number, most: number) => {
    if (count <= most) return
    const message = `The flow has ${count} ${what}; at most ${most} are allowed.`
    problems.push(new Problem('LIMIT_EXCEEDED', message, { field: 'actions' }))
  }
  over('actions', flow.actions.length, mostActions)
  over('levels of branching', branchLevels(graph), mostBranchLevels)
  return problems
}

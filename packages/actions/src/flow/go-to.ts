// A go-to is an edge, not a node: `edgeType: "GOTO"` jumps to an action drawn elsewhere (A-FLW-1 to A-FLW-4; api.md 6.1).
import type { EdgeType } from './edges.js'

export const goTo = {
  type: 'GOTO',
  title: 'Go to other action',
  help: 'Continue at an action of another branch. A loop needs a wait of at least one minute inside.',
  category: 'flow',
} as const

/** Least wait that a cycle must hold on every way round (A-FLW-3). */
export const shortestCycleWait = 60_000

/** How often one enrollment may come to one action (A-FLW-3). */
export const mostVisits = 100

/** Reads the spellings met in documents (api.md 4.9 rule 4); undefined for anything else. */
export function readEdgeType(written: unknown): EdgeType | undefined {
  if (written === undefined || written === null || written === 'STANDARD') return 'STANDARD'
  return written === 'GOTO' || written === 'GO_TO' || written === 'GO-TO' ? 'GOTO' : undefined
}

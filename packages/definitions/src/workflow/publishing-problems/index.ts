// Everything that keeps a workflow from being turned on (W-PUB-22), each with its place in the document.
import type { Catalogue, Problem } from '@millrace/model'
import { compileWorkflow } from '../compile-workflow.js'
import type { Flow } from '../flow.js'
import { type Graph, graphOf } from '../graph.js'
import { danglingEdges } from './dangling-edges.js'
import { duplicateActionIds } from './duplicate-action-ids.js'
import { hastyCycles } from './hasty-cycles.js'
import { missingStart } from './missing-start.js'
import { sizeLimits } from './size-limits.js'
import { unmappedReferences } from './unmapped-references.js'
import { unreachableActions } from './unreachable-actions.js'
import { unreadyOutputs } from './unready-outputs.js'
import { unsupportedSettings } from './unsupported-settings.js'

const checks: readonly ((flow: Flow, graph: Graph) => Problem[])[] = [
  missingStart,
  duplicateActionIds,
  danglingEdges,
  unreachableActions,
  hastyCycles,
  unreadyOutputs,
  sizeLimits,
  unsupportedSettings,
  unmappedReferences,
]

const nobody = { accountId: 0, workflowId: 0, revisionId: 0, isEnabled: false }

/** Empty: the workflow may be turned on. */
export function publishingProblems(flow: Flow, catalogue: Catalogue): Problem[] {
  const graph = graphOf(flow)
  const compiled = compileWorkflow(flow, nobody, catalogue)
  const shape = checks.flatMap((check) => check(flow, graph))
  return [...shape, ...(compiled.ok ? compiled.issues : compiled.problems)]
}

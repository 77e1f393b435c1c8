import { Problem } from '@millrace/model'
import type { Flow } from '../flow.js'

/** Action ids are unique in a flow (A-GEN-5). */
export function duplicateActionIds(flow: Flow): Problem[] {
  const seen = new Set<string>()
  return flow.actions.flatMap(({ actionId }, index) => {
    if (!seen.has(actionId)) {
      seen.add(actionId)
      return []
    }
    const message = `Another action has the id ${actionId} already.`
    return [new Problem('DUPLICATE_ACTION_ID', message, { field: `actions[${index}].actionId` })]
  })
}

import type { Flow } from './flow.js'

/** One more than the greatest action id, at least `atLeast`: ids are never used again (engine.md 6). */
export function nextActionId(flow: Pick<Flow, 'actions'>, atLeast = 1): number {
  let next = atLeast
  for (const { actionId } of flow.actions) next = Math.max(next, Number(actionId) + 1)
  return next
}

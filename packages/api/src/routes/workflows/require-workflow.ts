import { Problem, parseId } from '@millrace/model'
import { readWorkflow, readWorkflows, type StoredWorkflow, type Transaction } from '@millrace/store'

/** The workflow a path names. Problem: WORKFLOW_NOT_FOUND, also for another account's. */
export async function readRequiredWorkflow(tx: Transaction, id: string): Promise<StoredWorkflow> {
  const number = parseId(id)
  const found = number === undefined ? undefined : await readWorkflow(tx, number)
  if (found) return found
  throw workflowNotFound(id)
}

/** The workflows that a request names, in order; of those that are not there, WORKFLOW_NOT_FOUND. */
export async function findWorkflows(
  tx: Transaction,
  ids: readonly string[],
): Promise<readonly (StoredWorkflow | Problem)[]> {
  const numbers = ids.map(parseId).filter((id) => id !== undefined)
  const found = await readWorkflows(tx, numbers)
  return ids.map((id) => found.get(parseId(id) ?? 0) ?? workflowNotFound(id))
}

export async function requireWorkflow(tx: Transaction, id: string): Promise<number> {
  return (await readRequiredWorkflow(tx, id)).id
}

export function workflowNotFound(id: string): Problem {
  const shown = id.slice(0, 100)
  return new Problem('WORKFLOW_NOT_FOUND', `There is no workflow ${shown}.`, { context: { ids: [shown] } })
}

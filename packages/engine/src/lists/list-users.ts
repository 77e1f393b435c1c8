import { type Definitions, listsRead } from '@millrace/store'
import { listsOfWorkflow } from './lists-of-workflow.js'

export interface ListUsers {
  /** Published workflows that name the list, in their criteria or in an action; `isEnabled`: those that are on. */
  readonly workflows: readonly { readonly workflowId: number; readonly isEnabled: boolean }[]
  /** Active lists whose filters ask for it. */
  readonly listIds: readonly number[]
}

/** Who would miss a list (E-LIB-21, E-LIB-22). */
export function listUsers(definitions: Definitions, listId: number): ListUsers {
  const workflows = [...definitions.workflows.values()].filter(({ compiled }) =>
    listsOfWorkflow(compiled).some((named) => named.listId === listId),
  )
  const lists = [...definitions.lists.values()].filter(({ objectTypeId, filter }) =>
    [...listsRead(objectTypeId, filter.reads)].some((read) => read.listId === listId),
  )
  return {
    workflows: workflows.map(({ compiled: { workflowId, isEnabled } }) => ({ workflowId, isEnabled })),
    listIds: lists.map((list) => list.listId),
  }
}

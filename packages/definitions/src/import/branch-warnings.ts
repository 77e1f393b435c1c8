import { branchesOf } from '@millrace/actions'
import { memberText } from '@millrace/filters'
import type { ProblemDetail } from '@millrace/model'
import type { Flow } from '../workflow/flow.js'

/** Branches that real documents hold and that seldom mean what they say (api.md 4.9 rule 9). */
export function branchWarnings(flow: Flow): ProblemDetail[] {
  return flow.actions.flatMap((action, index) => {
    if (action.type !== 'STATIC_BRANCH' && action.type !== 'LIST_BRANCH') return []
    const at = `actions[${index}]`
    const missing = action.defaultBranch
      ? []
      : [{ message: `Whoever meets no branch of action ${action.actionId} ends there.`, in: at }]
    return [...repeatedValues(branchesOf(action, 'staticBranches'), at), ...missing]
  })
}

function repeatedValues(branches: readonly Readonly<Record<string, unknown>>[], at: string): ProblemDetail[] {
  const seen = new Set<string>()
  return branches.flatMap(({ branchValue }, index) => {
    const value = memberText(branchValue)
    if (!seen.has(value)) {
      seen.add(value)
      return []
    }
    const message = `The value "${value}" has a branch already: this one is never taken.`
    return [{ message, in: `${at}.staticBranches[${index}]` }]
  })
}

// LIST_BRANCH: the first branch whose criteria the record meets at this moment, else "none met" (A-BRF).
import { type CompiledFilter, compileFilter, mergeReads } from '@millrace/filters'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Outcome } from '../outcome.js'
import { Findings } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { branchesOf, defaultLabelOf, edgesOf, steeringStep } from './edges.js'

/** A-BRF-1. */
export const mostIfThenBranches = 20

export const ifThen: Action = {
  type: 'LIST_BRANCH',
  kind: 'LIST_BRANCH',
  title: 'If/then branch',
  help: 'Send each record down the first branch whose criteria it meets.',
  category: 'flow',
  schema: z.looseObject({
    listBranches: z
      .array(
        z.looseObject({
          branchName: z.string().nullish(),
          filterBranch: z.looseObject({ filterBranchType: z.string() }).optional(),
        }),
      )
      .optional(),
    defaultBranchName: z.string().nullish(),
  }),
  outputs: [],
  repeatSafe: true,
  ...steeringStep,
  prepare,
}

interface Branch {
  readonly filter: CompiledFilter
  readonly taken: Outcome
}

function prepare(node: ActionNode, context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const branches = compileBranches(node, context, findings)
  const noneMet: Outcome = { kind: 'branched', edge: 'default', label: defaultLabelOf(node) }
  if (findings.issues.length > 0) return findings.result(null)
  return findings.result({
    reads: mergeReads(...branches.map((branch) => branch.filter.reads)),
    writes: new Set(),
    run: (members, crm) =>
      members.map((member) => {
        for (const branch of branches) if (branch.filter.matches(member.record, crm.now)) return branch.taken
        return noneMet
      }),
  })
}

function compileBranches(node: ActionNode, context: PrepareContext, findings: Findings): Branch[] {
  const written = branchesOf(node, 'listBranches')
  if (written.length === 0) findings.missing('listBranches', 'A branch')
  if (written.length > mostIfThenBranches) {
    findings.issue(
      'LIMIT_EXCEEDED',
      'listBranches',
      `An if/then branch has at most ${mostIfThenBranches} branches.`,
    )
  }
  const labels = edgesOf(node).map((edge) => edge.label)
  return written.flatMap((branch, index) => {
    const filter = compileCriteria(
      branch.filterBranch,
      `listBranches[${index}].filterBranch`,
      context,
      findings,
    )
    return filter
      ? [{ filter, taken: { kind: 'branched', edge: String(index), label: labels[index] ?? '' } }]
      : []
  })
}

function compileCriteria(
  criteria: unknown,
  field: string,
  context: PrepareContext,
  findings: Findings,
): CompiledFilter | null {
  if (criteria === undefined || criteria === null) {
    findings.missing(field, 'The criteria of the branch')
    return null
  }
  const result = compileFilter(criteria, context.filters, field)
  if (result.ok) return result.filter
  findings.issues.push(...result.problems)
  return null
}

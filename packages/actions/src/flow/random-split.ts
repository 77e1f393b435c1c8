// AB_TEST_BRANCH: sends each record down one of its branches by chance, in the shares that the branches carry (A-BRR).
import { emptyReads } from '@millrace/filters'
import * as z from 'zod'
import type { Action, PrepareContext } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Outcome } from '../outcome.js'
import { additionsOf, Findings } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'
import { readAmount } from '../values/time-delay.js'
import { branchesOf, edgesOf, steeringStep } from './edges.js'

/** A-BRR-4. */
export const fewestSplitBranches = 2
export const mostSplitBranches = 10

export const randomSplit: Action = {
  type: 'AB_TEST_BRANCH',
  kind: 'AB_TEST_BRANCH',
  title: 'Random split',
  help: 'Send records down two or more branches by chance, evenly or in chosen percentages.',
  category: 'flow',
  schema: z.looseObject({
    testBranches: z
      .array(z.looseObject({ percentage: z.union([z.number(), z.string()]).nullish() }))
      .optional(),
    millrace: z.looseObject({ keepBranch: z.boolean().optional() }).nullish(),
  }),
  outputs: [],
  repeatSafe: true,
  ...steeringStep,
  prepare,
}

const purpose = 'split'

function prepare(node: ActionNode, _context: PrepareContext): PrepareResult {
  const findings = new Findings()
  const shares = readShares(node, findings)
  if (findings.issues.length > 0) return findings.result(null)
  const branches: readonly Outcome[] = edgesOf(node).map(({ key, label }) => ({
    kind: 'branched',
    edge: key,
    label,
  }))
  // A-BRR-5: the same record at the same action draws the same lot for as long as the shares stay as they are.
  const keepsBranch = additionsOf(node).keepBranch === true
  return findings.result({
    reads: emptyReads,
    writes: new Set(),
    run: (members, crm) =>
      members.map((member) => {
        const lot = keepsBranch ? crm.lotOf(member.record, purpose) : crm.random(member, purpose)
        return branches[branchOf(lot, shares)] ?? { kind: 'failed', code: 'internal_error' }
      }),
  })
}

/** The branch of a lot, 0 ≤ lot < 1, where branches carry these percentages. */
export function branchOf(lot: number, shares: readonly number[]): number {
  let end = 0
  for (const [index, share] of shares.entries()) {
    end += share
    if (lot < end / 100) return index
  }
  return shares.findLastIndex((share) => share > 0)
}

/** Whole percentages that total 100. Where none is written the branches share evenly (api.md 6.1). */
function readShares(node: ActionNode, findings: Findings): readonly number[] {
  const branches = branchesOf(node, 'testBranches')
  if (branches.length < fewestSplitBranches || branches.length > mostSplitBranches) {
    const message = `A random split has ${fewestSplitBranches} to ${mostSplitBranches} branches.`
    findings.issue(branches.length === 0 ? 'MISSING_FIELD' : 'LIMIT_EXCEEDED', 'testBranches', message)
    return []
  }
  const written = branches.map(({ percentage }) => percentage ?? null)
  if (written.every((percentage) => percentage === null)) return evenShares(branches.length)
  const shares = written.map((percentage, index) =>
    readShare(percentage, `testBranches[${index}].percentage`, findings),
  )
  const total = shares.reduce((sum, share) => sum + share, 0)
  if (findings.issues.length === 0 && total !== 100)
    findings.issue('WORKFLOW_INVALID', 'testBranches', `The percentages total ${total} instead of 100.`)
  return shares
}

function readShare(written: unknown, field: string, findings: Findings): number {
  if (written === null) {
    findings.missing(field, 'The percentage, which other branches have,')
    return 0
  }
  const share = readAmount(written)
  if (share !== undefined && share >= 0 && share <= 100) return share
  findings.issue('WORKFLOW_INVALID', field, 'A percentage is a whole number of 0 to 100.')
  return 0
}

/** A-BRR-2, A-BRR-3: as equal as whole percentages can be, with what is left over at the first branch. */
export function evenShares(branches: number): readonly number[] {
  const share = Math.floor(100 / branches)
  return Array.from({ length: branches }, (_, index) => (index === 0 ? 100 - share * (branches - 1) : share))
}

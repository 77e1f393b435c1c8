import type { Flow } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import { allOf, countMatching, type Definitions, readClock, type Transaction } from '@millrace/store'
import { compileDraft } from './compile-draft.js'

export interface MatchCount {
  readonly count: number
  /** Epoch ms of the snapshot it is exact for. */
  readonly asOf: number
  readonly tookMs: number
}

/**
 * How many records meet a flow's triggers at this moment: exact (W-PUB-3). Throws WORKFLOW_BLOCKED when its criteria cannot
 * be read; a flow whose triggers select nobody by what they are counts 0 (W-PUB-20).
 */
export async function matchCount(tx: Transaction, definitions: Definitions, flow: Flow): Promise<MatchCount> {
  const started = performance.now()
  const asOf = await readClock(tx)
  const compiled = compileDraft(tx, definitions, flow)
  if (!compiled.ok) throw blocked(compiled.problems)
  const { trigger, objectTypeId } = compiled.workflow
  const filter = 'filter' in trigger ? trigger.filter : undefined
  // A schedule without criteria is for everybody.
  const condition = allOf(filter ? [filter.toSql(asOf)] : [])
  const count = filter === undefined ? 0 : await countMatching(tx, objectTypeId, condition)
  return { count, asOf, tookMs: Math.round(performance.now() - started) }
}

/** The refusal of a publication, with everything that is in its way (W-PUB-18). */
export function blocked(problems: readonly Problem[]): Problem {
  const [first, ...others] = problems
  const rest = others.length > 0 ? ` Problems besides: ${others.length}.` : ''
  return new Problem(
    'WORKFLOW_BLOCKED',
    `The workflow cannot be turned on: ${first?.message ?? 'something in it is wrong.'}${rest}`,
    { details: problems.map((problem) => problem.toDetail()) },
  )
}

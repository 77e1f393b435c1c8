// An app reports back on executions that it blocked (A-INT-17, A-INT-18; api.md 8.3), each exactly once.
import { outputFieldsOf } from '@millrace/actions'
import { Problem, parseId } from '@millrace/model'
import {
  type ClaimedEffect,
  type Database,
  type Definitions,
  definitionsOf,
  type EffectEnrollment,
  type Execution,
  insertCallbacks,
  lockEffectEnrollments,
  lockRecords,
  readClock,
  recordsOfEnrollments,
  type Transaction,
  takeCallbacks,
} from '@millrace/store'
import type { Waker } from '../engine.js'
import { effectId } from '../outbox/effect-id.js'
import { planSettlement, type Settlement } from '../outbox/plan-settlement.js'
import { wakeWaves } from '../outbox/wake-waves.js'
import { writeSettlement } from '../outbox/write-settlement.js'
import { type Reported, readReport } from './extension-outcome.js'
import { outcomeOf } from './hold-blocked.js'

export interface Completion {
  readonly callbackId: string
  readonly outputFields: unknown
}

/** How long a completion that came before its answer is kept, ms: longer than answers are retried. */
const keptEarly = 4 * 86_400_000

/**
 * Ends the executions that these completions name; for each, in order, whether there was one to end: unknown and finished
 * ones are false. Throws INVALID_BODY, with nothing changed, for a completion that would block again.
 */
export async function completeCallbacks(
  { db, waker }: { readonly db: Database; readonly waker: Waker },
  accountId: number,
  completions: readonly Completion[],
): Promise<readonly boolean[]> {
  const executions = completions.map(({ callbackId }) => executionOf(callbackId, accountId))
  const { done, settlement } = await db.withAccount(accountId, 'shared', (tx) =>
    completeIn(tx, completions, executions),
  )
  if (settlement) wakeWaves({ waker }, accountId, settlement)
  return done
}

/** Reads `ap-<account>-<enrollment>-<action>-<visit>`; null for anything else, and for other accounts. */
function executionOf(callbackId: string, accountId: number): Execution | null {
  const [, account = '', enrollment = '', actionId = '', visit = ''] =
    /^ap-(\d{1,15})-(\d{1,15})-(\d{1,15})-(\d{1,9})$/.exec(callbackId) ?? []
  const enrollmentId = parseId(enrollment)
  if (Number(account) !== accountId || enrollmentId === undefined) return null
  return { enrollmentId, actionId, visit: Number(visit) }
}

async function completeIn(
  tx: Transaction,
  completions: readonly Completion[],
  executions: readonly (Execution | null)[],
): Promise<{ done: readonly boolean[]; settlement: Settlement | null }> {
  const ids = [...new Set(executions.flatMap((execution) => execution?.enrollmentId ?? []))]
  // Records by id, then enrollments by id (engine.md 1).
  await lockRecords(tx, await recordsOfEnrollments(tx, ids))
  const enrollments = await lockEffectEnrollments(tx, ids)
  const definitions = await definitionsOf(tx)
  const reports = executions.map((execution, index) =>
    reportOf(definitions, execution && enrollments.get(execution.enrollmentId), completions[index]),
  )
  const seen = new Set<number>()
  const standing = executions.map((execution) => {
    const enrollment = execution && enrollments.get(execution.enrollmentId)
    if (!execution || !enrollment || seen.has(enrollment.id)) return null
    if (!isAt(enrollment, execution) || !waitsForApp(definitions, enrollment)) return null
    seen.add(enrollment.id)
    return { execution, enrollment }
  })
  const ended = standing.map((found, index) =>
    found?.enrollment.state === 'event' ? { ...found, report: reports[index] } : null,
  )
  const settlement = await endWaits(
    tx,
    definitions,
    enrollments,
    ended.flatMap((found) => found ?? []),
  )
  const early = await keepEarly(
    tx,
    standing.flatMap((found, index) =>
      found?.enrollment.state === 'effect' ? [{ ...found, report: reports[index] }] : [],
    ),
  )
  return { done: ended.map((found, index) => found !== null || isKept(early, executions[index])), settlement }
}

interface Standing {
  readonly execution: Execution
  readonly enrollment: EffectEnrollment
  readonly report: Reported | undefined
}

function isAt({ actionId, context }: EffectEnrollment, execution: Execution): boolean {
  const visits = (context?.visits ?? {}) as Readonly<Record<string, number>>
  return actionId === execution.actionId && visits[execution.actionId] === execution.visit
}

/** An enrollment may wait for others as well, which nobody reports of (A-FLW-10). */
function waitsForApp({ workflows }: Definitions, { workflowId, actionId }: EffectEnrollment): boolean {
  const step = workflows.get(workflowId)?.compiled.steps.get(actionId ?? '')
  return !step?.prepared.afterAwaiting
}

function reportOf(
  { catalogue, workflows }: Definitions,
  enrollment: EffectEnrollment | null | undefined,
  completion: Completion | undefined,
): Reported {
  const step =
    enrollment && workflows.get(enrollment.workflowId)?.compiled.steps.get(enrollment.actionId ?? '')
  const definition = catalogue.actionDefinitions?.get(Number(step?.action.type.slice(2)))
  const report = readReport(completion?.outputFields, outputFieldsOf(definition ?? {}))
  if (report.kind !== 'blocked') return report
  const message = 'hs_execution_state of a completion is SUCCESS or FAIL_CONTINUE.'
  throw new Problem('INVALID_BODY', message, { field: 'outputFields.hs_execution_state' })
}

/** Enrollments that wait for their app go on. */
async function endWaits(
  tx: Transaction,
  definitions: Definitions,
  enrollments: ReadonlyMap<number, EffectEnrollment>,
  ended: readonly Standing[],
): Promise<Settlement | null> {
  if (ended.length === 0) return null
  const now = await readClock(tx)
  const answers = ended.flatMap(({ execution, enrollment, report }) =>
    report
      ? [
          {
            effect: effectOf(tx.accountId, definitions, enrollment, execution),
            outcome: outcomeOf(report),
            retryAt: null,
          },
        ]
      : [],
  )
  const settlement = planSettlement(definitions, enrollments, answers, now)
  await writeSettlement(tx, settlement, now)
  await takeCallbacks(
    tx,
    ended.map(({ execution }) => execution),
  )
  return settlement
}

/** The effect whose answer was BLOCK, as far as ending its step needs it. */
function effectOf(
  accountId: number,
  { workflows }: Definitions,
  { id, workflowId, recordId, revisionId, seq }: EffectEnrollment,
  { actionId, visit }: Execution,
): ClaimedEffect {
  const actionType = workflows.get(workflowId)?.compiled.steps.get(actionId)?.action.type ?? ''
  return {
    effectId: effectId(accountId, id, actionId, visit),
    kind: 'webhook',
    lane: '',
    repeatSafe: true,
    workflowId,
    enrollmentId: id,
    recordId,
    revisionId,
    actionId,
    actionType,
    visit,
    seq,
    request: {},
    attempt: 1,
    firstAttemptAt: 0,
    resendIssueId: 0,
  }
}

/** The answer is still on its way: what was reported waits for it. A second report finds the first one. */
async function keepEarly(tx: Transaction, early: readonly Standing[]): Promise<readonly Execution[]> {
  if (early.length === 0) return []
  const now = await readClock(tx)
  return insertCallbacks(
    tx,
    early.map(({ execution, enrollment: { recordId }, report = null }) => ({
      ...execution,
      recordId,
      expiresAt: now + keptEarly,
      outputs: report,
    })),
  )
}

function isKept(kept: readonly Execution[], execution: Execution | null | undefined): boolean {
  return kept.some((known) => known.enrollmentId === execution?.enrollmentId)
}

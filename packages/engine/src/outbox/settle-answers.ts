// How effects end, in the database: the outbox row, the enrollment, its log and counters in one transaction (R3).
import {
  appendLog,
  countLateSteps,
  definitionsOf,
  doubtSends,
  holdLease,
  lockEffectEnrollments,
  lockRecords,
  readClock,
  settleEffects,
  settleSends,
  type Transaction,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { noteStanding } from '../evaluate/note-standing.js'
import { holdBlocked } from '../extensions/hold-blocked.js'
import { isPlanted, reach } from '../faults.js'
import { emailEvents } from '../tell/email-events.js'
import { tellOwnEvents } from '../tell/tell-own-events.js'
import type { EffectAnswer } from './effect-outcome.js'
import { type JudgedAnswer, judge } from './judged-answer.js'
import { lateSteps } from './late-steps.js'
import { planSettlement, type Settlement } from './plan-settlement.js'
import { wakeWaves } from './wake-waves.js'
import { writeSettlement } from './write-settlement.js'

export interface Lease {
  readonly accountId: number
  readonly leaseId: string
  readonly lane: string
}

/**
 * Applies answers that arrived under one lease. Only the holder of the lease applies; a late answer is logged, not applied
 * (engine.md 5). `unsure`: an earlier COMMIT of the same answers may have happened, so a lease that is gone says nothing.
 */
export async function settleAnswers(
  engine: Engine,
  lease: Lease,
  answers: readonly EffectAnswer[],
  unsure = false,
): Promise<void> {
  const settlement = await engine.db.withAccount(lease.accountId, 'shared', async (tx) => {
    await lockEnrolled(tx, answers)
    const held = (await holdLease(tx, lease.leaseId)) || isPlanted(engine.faults, 'missing-fence')
    await reach(engine.faults, 'outbox:fenced')
    if (held) return applyAnswers(engine, tx, lease, answers)
    if (!unsure) await logLate(tx, answers)
    return null
  })
  await reach(engine.faults, 'outbox:settled')
  if (settlement) wakeWaves(engine, lease.accountId, settlement)
}

/** Records by id, then enrollments by id; the lease and what stands under it come after (engine.md 1). */
async function lockEnrolled(tx: Transaction, answers: readonly EffectAnswer[]): Promise<void> {
  await lockRecords(tx, [...new Set(answers.map(({ effect }) => effect.recordId))])
  await lockEffectEnrollments(tx, enrollmentIds(answers))
}

/** For a caller that holds the lease's row, and the locks that come before it. */
export async function applyAnswers(
  engine: Engine,
  tx: Transaction,
  lease: Lease,
  answers: readonly EffectAnswer[],
): Promise<Settlement> {
  const now = await readClock(tx)
  const judged = answers.map((answer) => judge(answer, now))
  const inFlight = await settleEffects(tx, {
    ...lease,
    done: judged.filter(({ retryAt }) => retryAt === null).map(({ effect }) => effect.effectId),
    retry: judged.flatMap(({ effect, retryAt }) =>
      retryAt === null ? [] : [{ effectId: effect.effectId, nextAt: retryAt }],
    ),
    openAt: pauseAskedFor(judged),
  })
  const blind =
    isPlanted(engine.faults, 'missing-fence') || isPlanted(engine.faults, 'blind-retry-after-failed-commit')
  const mine = blind ? judged : judged.filter(({ effect }) => inFlight.has(effect.effectId))
  const enrollments = await lockEffectEnrollments(tx, enrollmentIds(mine))
  const held = await holdBlocked(tx, enrollments, mine)
  const definitions = await definitionsOf(tx)
  const settlement = planSettlement(definitions, enrollments, held, now)
  await writeSettlement(tx, settlement, now)
  await noteStanding(tx, definitions, settlement.ended, now)
  await settleEmails(tx, mine)
  await tellOwnEvents(tx, definitions, emailEvents(definitions, enrollments, mine, now))
  return settlement
}

/** What became of each e-mail; of one that nobody heard the end of, that nobody did. */
async function settleEmails(tx: Transaction, answers: readonly JudgedAnswer[]): Promise<void> {
  const emails = answers.filter(({ effect }) => effect.kind === 'email')
  if (emails.length === 0) return
  await settleSends(
    tx,
    emails.flatMap(({ outcome }) => ('sends' in outcome ? (outcome.sends ?? []) : [])),
  )
  const unheard = emails.filter(({ outcome }) => outcome.kind === 'in_doubt')
  await doubtSends(
    tx,
    unheard.map(({ effect }) => effect.effectId),
  )
}

/** A-WHK-17: Retry-After is the host's wish, not one request's. */
function pauseAskedFor(judged: readonly JudgedAnswer[]): number | null {
  let until: number | null = null
  for (const { outcome, retryAt } of judged) {
    if (outcome.kind !== 'retry' || outcome.afterMs === null || retryAt === null) continue
    until = Math.max(until ?? 0, retryAt)
  }
  return until
}

/** Somebody else has taken these effects over: their end is his to write. */
async function logLate(tx: Transaction, answers: readonly EffectAnswer[]): Promise<void> {
  const enrollments = await lockEffectEnrollments(tx, enrollmentIds(answers))
  const late = lateSteps(enrollments, answers, await readClock(tx))
  await countLateSteps(tx, [...enrollments.keys()])
  await appendLog(tx, late)
}

function enrollmentIds(answers: readonly EffectAnswer[]): number[] {
  return answers.map(({ effect }) => effect.enrollmentId)
}

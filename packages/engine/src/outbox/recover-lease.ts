// After a dispatcher died (engine.md 5): what may be repeated goes again under the same id, the rest is in doubt.
import {
  dropLease,
  lockEffectEnrollments,
  lockExpiredLease,
  lockRecords,
  pickExpiredLease,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import type { EffectAnswer } from './effect-outcome.js'
import { applyAnswers } from './settle-answers.js'
import { wakeWaves } from './wake-waves.js'

/** Takes over one lease that ran out; false when there was none, or its holder is alive after all. */
export async function recoverLease(engine: Engine, accountId: number): Promise<boolean> {
  const settlement = await engine.db.withAccount(accountId, 'shared', async (tx) => {
    const expired = await pickExpiredLease(tx)
    if (!expired) return null
    const { leaseId, lane, effects } = expired
    await lockRecords(
      tx,
      effects.map((effect) => effect.recordId),
    )
    await lockEffectEnrollments(
      tx,
      effects.map((effect) => effect.enrollmentId),
    )
    if (!(await lockExpiredLease(tx, leaseId))) return null
    const answers = effects.map((effect): EffectAnswer => ({ effect, outcome: lost(effect.repeatSafe) }))
    const applied = await applyAnswers(engine, tx, { accountId, leaseId, lane }, answers)
    await dropLease(tx, leaseId)
    return applied
  })
  if (!settlement) return false
  wakeWaves(engine, accountId, settlement)
  return true
}

/** Never a blind resend: only what says of itself that repeating is safe is repeated. */
function lost(repeatSafe: boolean): EffectAnswer['outcome'] {
  const detail = { message: 'the dispatcher was gone before the answer came' }
  return repeatSafe
    ? { kind: 'retry', code: 'dispatcher_lost', afterMs: null, atOnce: true, outputs: {}, detail }
    : { kind: 'in_doubt', detail }
}

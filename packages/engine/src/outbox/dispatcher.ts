// The dispatcher: what effects go through on their way out (engine.md 5).
//
// claim → check again → send → settle. The claim is committed before anything is sent; a batch then runs beside the caller,
// each answer settling as it comes, so that a slow host holds up neither its neighbours nor the worker's loop.
import { randomUUID } from 'node:crypto'
import {
  CommitUnknown,
  claimEffects,
  type DispatchOutlook,
  isMailLane,
  outlookOfLanes,
} from '@millrace/store'
import { createEmailSender } from '../email/email-sender.js'
import type { Engine } from '../engine.js'
import { reach } from '../faults.js'
import { createWebhookSender } from '../webhooks/webhook-sender.js'
import { type CheckedBatch, checkEffects, type ReadyEffect } from './check-effects.js'
import type { EffectAnswer } from './effect-outcome.js'
import type { EffectSenders } from './effect-sender.js'
import { type KeptLease, keepLease } from './keep-lease.js'
import type { OutboxSettings } from './outbox-settings.js'
import { recoverLease } from './recover-lease.js'
import { type Lease, settleAnswers } from './settle-answers.js'

export interface DispatchReport {
  readonly claimed: number
  /** Something else of the account is due now. */
  readonly more: boolean
  /** When (epoch ms) it is worth coming back; null: when woken. */
  readonly nextAt: number | null
}

export interface Dispatcher {
  /** Takes one batch of the account and sends it beside the caller. */
  dispatch(accountId: number): Promise<DispatchReport>
  /** Settles when everything it has taken so far is settled. */
  idle(): Promise<void>
  /** Takes nothing more, finishes what is in flight, closes its sockets. */
  close(): Promise<void>
}

/** `roomFor`: told when a lane of e-mail has room again, so that it need not be looked at until then. */
export function createDispatcher(
  engine: Engine,
  settings: OutboxSettings,
  roomFor: (accountId: number) => void = () => {},
): Dispatcher {
  const { limits } = settings
  const senders: EffectSenders = new Map([
    ['webhook', createWebhookSender(settings)],
    ['email', createEmailSender(settings)],
  ])
  const running = new Map<Promise<void>, KeptLease>()
  let closing = false
  let closed: Promise<void> | undefined

  const idle = async () => {
    while (running.size > 0) await Promise.all(running.keys())
  }
  return {
    idle,
    dispatch: async (accountId) => {
      if (closing || [...running.values()].some(({ healthy }) => !healthy)) return nothing
      const outlook = await lookAt(engine, accountId, settings)
      if (outlook.leaseExpired && (await recoverLease(engine, accountId)))
        return { claimed: 0, more: true, nextAt: null }
      if (!outlook.laneDue) return { claimed: 0, more: false, nextAt: outlook.nextAt }
      const claim = await claimBatch(engine, accountId, settings, senders)
      if (claim.batch) runBeside(claim.batch)
      return claim.report
    },
    close: () => (closed ??= closeAll()),
  }

  async function closeAll(): Promise<void> {
    closing = true
    for (const sender of senders.values()) sender.stop()
    await idle()
    await Promise.all([...senders.values()].map((sender) => sender.close()))
  }

  function runBeside(batch: ClaimedBatch): void {
    const lease = keepLease(engine, batch.lease, limits.leaseMs, batch.claimedAt)
    const run = runBatch(engine, batch, lease, roomFor).finally(() => {
      lease.stop()
      running.delete(run)
    })
    running.set(run, lease)
  }
}

const nothing: DispatchReport = { claimed: 0, more: false, nextAt: null }

function lookAt(engine: Engine, accountId: number, { limits }: OutboxSettings): Promise<DispatchOutlook> {
  return engine.db.withAccount(accountId, 'read', (tx) => outlookOfLanes(tx, limits))
}

interface ClaimedBatch extends CheckedBatch {
  readonly lease: Lease
  /** Monotonic, before the claim: from here the lease is counted. */
  readonly claimedAt: number
}

async function claimBatch(
  engine: Engine,
  accountId: number,
  { limits }: OutboxSettings,
  senders: EffectSenders,
): Promise<{ batch: ClaimedBatch | null; report: DispatchReport }> {
  const claimedAt = performance.now()
  const claim = await engine.db.withAccount(accountId, 'shared', async (tx) => {
    const batch = await claimEffects(tx, { ...limits, leaseId: randomUUID(), workerId: engine.workerId })
    const checked = batch && batch.effects.length > 0 ? await checkEffects(tx, batch.effects, senders) : null
    const { laneDue, leaseExpired, nextAt } = await outlookOfLanes(tx, limits)
    const report = { claimed: batch?.effects.length ?? 0, more: laneDue || leaseExpired, nextAt }
    return { batch: batch && checked && { ...checked, lease: batch, claimedAt }, report }
  })
  await reach(engine.faults, 'outbox:claimed')
  return claim
}

/** Never rejects: what could not be settled is taken over once its lease runs out. */
async function runBatch(
  engine: Engine,
  batch: ClaimedBatch,
  lease: KeptLease,
  roomFor: (accountId: number) => void,
): Promise<void> {
  const answers = answerQueue(async (arrived) => {
    await settleSurely(engine, batch.lease, arrived, lease.signal)
    if (isMailLane(batch.lease.lane)) roomFor(batch.lease.accountId)
  })
  for (const answer of batch.answers) answers.add(answer)
  await Promise.all(batch.ready.map((effect) => attempt(effect)))
  await answers.settled()

  async function attempt({ effect, send }: ReadyEffect): Promise<void> {
    const outcome = await send(lease.signal)
    await reach(engine.faults, 'outbox:answered')
    if (!lease.signal.aborted) answers.add({ effect, outcome })
  }
}

/** Answers that come while others are being settled are settled together after them. */
function answerQueue(settle: (answers: readonly EffectAnswer[]) => Promise<void>) {
  let waiting: EffectAnswer[] = []
  let settling: Promise<void> = Promise.resolve()
  let busy = false
  const settleAll = async () => {
    while (waiting.length > 0) {
      const arrived = waiting
      waiting = []
      await settle(arrived)
    }
    busy = false
  }
  return {
    add: (answer: EffectAnswer) => {
      waiting.push(answer)
      if (busy) return
      busy = true
      settling = settleAll()
    },
    settled: () => settling,
  }
}

/** About three quarters of a minute in all: longer than a restart of PostgreSQL takes. */
const mostTries = 14

/** Tries until the answers are in the database or the lease is lost. A lost COMMIT is asked about, not repeated (R6). */
async function settleSurely(
  engine: Engine,
  lease: Lease,
  answers: readonly EffectAnswer[],
  lost: AbortSignal,
): Promise<void> {
  let unsure = false
  for (let tries = 0; tries < mostTries && !lost.aborted; tries++) {
    try {
      return await settleAnswers(engine, lease, answers, unsure)
    } catch (error) {
      unsure ||= error instanceof CommitUnknown
      await new Promise((over) => setTimeout(over, Math.min(5_000, 100 * 2 ** tries)))
    }
  }
}

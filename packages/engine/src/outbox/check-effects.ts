// Everything asked again when a row is taken (engine.md 5): it may have waited for hours.
import type { CompiledWorkflow } from '@millrace/definitions'
import {
  type ClaimedEffect,
  type Definitions,
  definitionsOf,
  hotOnly,
  isLiving,
  loadRecords,
  readClock,
  readWaitingForEffect,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { suppressionOf } from '../run/guards.js'
import type { EffectAnswer, EffectOutcome } from './effect-outcome.js'
import type { EffectSenders, Send } from './effect-sender.js'

export interface ReadyEffect {
  readonly effect: ClaimedEffect
  readonly send: Send
}

export interface CheckedBatch {
  readonly ready: readonly ReadyEffect[]
  /** Those that must not be sent, with how they end. */
  readonly answers: readonly EffectAnswer[]
}

/** In the transaction of the claim: what it decides is committed before anything is sent. */
export async function checkEffects(
  tx: Transaction,
  effects: readonly ClaimedEffect[],
  senders: EffectSenders,
): Promise<CheckedBatch> {
  const definitions = await definitionsOf(tx)
  const { sendable, answers } = await sortOut(tx, definitions, effects)
  const ready: ReadyEffect[] = []
  for (const kind of new Set(sendable.map((effect) => effect.kind))) {
    const ofKind = sendable.filter((effect) => effect.kind === kind)
    const prepared = await senders.get(kind)?.prepare(tx, definitions, ofKind)
    ofKind.forEach((effect, index) => {
      const next = prepared?.[index] ?? unsupported(kind)
      if (typeof next === 'function') ready.push({ effect, send: next })
      else answers.push({ effect, outcome: next })
    })
  }
  return { ready, answers }
}

function unsupported(kind: string): EffectOutcome {
  return { kind: 'failed', code: 'unsupported_action', outputs: {}, detail: { kind } }
}

async function sortOut(
  tx: Transaction,
  definitions: Definitions,
  effects: readonly ClaimedEffect[],
): Promise<{ sendable: ClaimedEffect[]; answers: EffectAnswer[] }> {
  const waiting = await readWaitingForEffect(
    tx,
    effects.map((effect) => effect.enrollmentId),
  )
  const records = await recordsOf(tx, definitions, effects)
  const now = await readClock(tx)
  const sendable: ClaimedEffect[] = []
  const answers: EffectAnswer[] = []
  for (const effect of effects) {
    const workflow = definitions.workflows.get(effect.workflowId)?.compiled
    const record = records.get(effect.recordId)
    const outcome =
      effect.resendIssueId !== 0
        ? whyNotAgain(record)
        : waiting.get(effect.enrollmentId) === effect.actionId
          ? whyNot(workflow, record, now)
          : ({ kind: 'dropped' } as const)
    if (outcome) answers.push({ effect, outcome })
    else sendable.push(effect)
  }
  return { sendable, answers }
}

/** null: nothing speaks against sending. */
function whyNot(
  workflow: CompiledWorkflow | undefined,
  record: StoredRecord | undefined,
  now: number,
): EffectOutcome | null {
  if (!workflow) return { kind: 'left', reason: 'workflow_deleted' }
  if (!record || record.deletedAt !== null) return { kind: 'left', reason: 'record_deleted' }
  if (record.mergedInto !== null) return { kind: 'left', reason: 'record_merged' }
  if (workflow.suppression?.matches(record, now)) return { kind: 'left', reason: suppressionOf(workflow) }
  // W-RUN-2: off now, so nothing happens; on again by the time it is due, it would have run (W-RUN-3).
  return workflow.isEnabled ? null : { kind: 'skipped', code: 'workflow_off' }
}

/** Somebody asked for it by name: only a record that is gone speaks against it. */
function whyNotAgain(record: StoredRecord | undefined): EffectOutcome | null {
  return record && isLiving(record) ? null : { kind: 'skipped', code: 'record_deleted' }
}

/** One load a workflow: each brings what its own suppression reads. */
async function recordsOf(
  tx: Transaction,
  definitions: Definitions,
  effects: readonly ClaimedEffect[],
): Promise<Map<number, StoredRecord>> {
  const records = new Map<number, StoredRecord>()
  for (const workflowId of new Set(effects.map((effect) => effect.workflowId))) {
    const reads = definitions.workflows.get(workflowId)?.compiled.suppression?.reads ?? hotOnly
    const ids = effects.filter((effect) => effect.workflowId === workflowId).map((effect) => effect.recordId)
    for (const [id, record] of await loadRecords(tx, definitions, ids, reads)) records.set(id, record)
  }
  return records
}

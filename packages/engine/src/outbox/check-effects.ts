// Everything asked again when a row is taken (engine.md 5): it may have waited for hours.
import type { WebhookRequest } from '@millrace/actions'
import type { CompiledWorkflow } from '@millrace/definitions'
import {
  type ClaimedEffect,
  type Definitions,
  definitionsOf,
  type EffectBatch,
  freezeRequests,
  hotOnly,
  loadRecords,
  readClock,
  readSecrets,
  readWaitingForEffect,
  SecretUnreadable,
  type StoredRecord,
  type Transaction,
} from '@millrace/store'
import { suppressionOf } from '../run/guards.js'
import { secretNameOf } from '../webhooks/webhook-request.js'
import type { EffectAnswer, EffectOutcome } from './effect-outcome.js'
import { recordBodies } from './record-body.js'

export interface ReadyEffect {
  readonly effect: ClaimedEffect
  readonly request: WebhookRequest
  /** The stored secret its request names; null where there is none. */
  readonly secret: string | null
}

export interface CheckedBatch {
  readonly ready: readonly ReadyEffect[]
  /** Those that must not be sent, with how they end. */
  readonly answers: readonly EffectAnswer[]
}

/** In the transaction of the claim: what it decides is committed before anything is sent. */
export async function checkEffects(
  tx: Transaction,
  batch: EffectBatch,
  secretKey: Uint8Array | null,
): Promise<CheckedBatch> {
  const definitions = await definitionsOf(tx)
  const { sendable, answers } = await sortOut(tx, definitions, batch.effects)
  const requests = await frozenRequests(tx, definitions, sendable)
  const secrets = await secretsOf(tx, secretKey, requests)
  const ready = sendable.map((effect, index) => {
    const request = requests[index] ?? requestOf(effect)
    return { effect, request, secret: secrets.get(secretNameOf(request) ?? '') ?? null }
  })
  return { ready, answers }
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
    const outcome =
      waiting.get(effect.enrollmentId) === effect.actionId
        ? whyNot(workflow, records.get(effect.recordId), now)
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

/** A body that is the record is read once, before the first attempt: the same id always carries the same words. */
async function frozenRequests(
  tx: Transaction,
  definitions: Definitions,
  effects: readonly ClaimedEffect[],
): Promise<WebhookRequest[]> {
  const open = effects.filter((effect) => requestOf(effect).body.kind === 'record')
  const bodies = await recordBodies(tx, definitions, new Set(open.map((effect) => effect.recordId)))
  const requests = effects.map((effect): WebhookRequest => {
    const request = requestOf(effect)
    const text = bodies.get(effect.recordId)
    return request.body.kind === 'record' && text !== undefined
      ? { ...request, body: { kind: 'json', text } }
      : request
  })
  const frozen = new Set(open)
  await freezeRequests(
    tx,
    effects.flatMap((effect, index) => {
      const request = requests[index]
      return request && frozen.has(effect) ? [{ effectId: effect.effectId, request }] : []
    }),
  )
  return requests
}

/** A secret that cannot be opened is as good as none: its effects fail and say so, the lane goes on. */
async function secretsOf(
  tx: Transaction,
  key: Uint8Array | null,
  requests: readonly WebhookRequest[],
): Promise<ReadonlyMap<string, string>> {
  const secrets = new Map<string, string>()
  if (key === null) return secrets
  for (const name of new Set(requests.map(secretNameOf))) {
    const secret = name === null ? null : await readSecret(tx, key, name)
    if (name !== null && secret !== null) secrets.set(name, secret)
  }
  return secrets
}

async function readSecret(tx: Transaction, key: Uint8Array, name: string): Promise<string | null> {
  try {
    return (await readSecrets(tx, key, [name])).get(name) ?? null
  } catch (error) {
    if (error instanceof SecretUnreadable) return null
    throw error
  }
}

/** What the webhook action put there in its wave. */
function requestOf(effect: ClaimedEffect): WebhookRequest {
  return effect.request as WebhookRequest
}

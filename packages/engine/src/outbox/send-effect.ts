import type { Agent } from 'undici'
import { sendWebhook } from '../webhooks/send-webhook.js'
import type { ReadyEffect } from './check-effects.js'
import type { EffectOutcome } from './effect-outcome.js'
import type { OutboxLimits } from './outbox-settings.js'

/** Sends one effect once. The signal aborts it when its lease is lost: what it then returns is not used. */
export async function sendEffect(
  { effect, request, secret }: ReadyEffect,
  agent: Agent,
  limits: OutboxLimits,
  signal: AbortSignal,
): Promise<EffectOutcome> {
  if (effect.kind !== 'webhook')
    return { kind: 'failed', code: 'unsupported_action', outputs: {}, detail: { kind: effect.kind } }
  const outcome = await sendWebhook(request, {
    agent,
    connectTimeoutMs: limits.connectTimeoutMs,
    responseTimeoutMs: limits.responseTimeoutMs,
    effectId: effect.effectId,
    secret,
    now: Date.now(),
    signal,
  })
  return { ...outcome, detail: { ...outcome.detail, effectId: effect.effectId, attempt: effect.attempt } }
}

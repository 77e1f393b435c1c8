// Webhooks on their way out: their words frozen before the first attempt, their secrets opened at the last moment.
import type { WebhookRequest } from '@millrace/actions'
import {
  type ClaimedEffect,
  type Definitions,
  freezeRequests,
  readSecrets,
  SecretUnreadable,
  type Transaction,
} from '@millrace/store'
import type { Agent } from 'undici'
import type { EffectSender, Send } from '../outbox/effect-sender.js'
import type { OutboxLimits, OutboxSettings } from '../outbox/outbox-settings.js'
import { recordBodies } from '../outbox/record-body.js'
import { allowedHosts } from './allowed-hosts.js'
import { createOutboundAgent } from './outbound-agent.js'
import { sendWebhook } from './send-webhook.js'
import { secretNameOf } from './webhook-request.js'

export function createWebhookSender(settings: OutboxSettings): EffectSender {
  const { limits, secretKey } = settings
  const agent = createOutboundAgent({
    ...limits,
    allowedHosts: allowedHosts(settings.allowedHosts),
    connections: limits.mostInFlight,
  })
  return {
    prepare: async (tx, definitions, effects) => {
      const requests = await frozenRequests(tx, definitions, effects)
      const secrets = await secretsOf(tx, secretKey, requests)
      return effects.map((effect, index) => {
        const request = requests[index] ?? requestOf(effect)
        return sendOnce(effect, request, secrets.get(secretNameOf(request) ?? '') ?? null, agent, limits)
      })
    },
    // Each request begins when it is prepared.
    stop: () => {},
    close: () => agent.close(),
  }
}

function sendOnce(
  effect: ClaimedEffect,
  request: WebhookRequest,
  secret: string | null,
  agent: Agent,
  limits: OutboxLimits,
): Send {
  return async (signal) => {
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

// E-mails on their way out: planned in the claim's transaction, written and handed to the mail server after it.
import type { ClaimedEffect, Definitions, Transaction } from '@millrace/store'
import type { EffectOutcome } from '../outbox/effect-outcome.js'
import type { EffectSender, Send } from '../outbox/effect-sender.js'
import type { OutboxSettings } from '../outbox/outbox-settings.js'
import { combineDeliveries, type Delivered } from './combine-deliveries.js'
import { composeMessage } from './compose-message.js'
import type { Delivery } from './delivery.js'
import { parseAddress } from './email-address.js'
import { type Sender, writeEmail } from './email-content.js'
import { type LiquidThread, startLiquid } from './liquid.js'
import { planInternal } from './plan-internal.js'
import { planMarketing } from './plan-marketing.js'
import { type Addressee, beginPlanned, emailRequestOf, type PlannedEmail } from './planned-email.js'
import { createSmtpPool, type Mail, type SmtpPool } from './smtp-pool.js'
import { smtpServerOf } from './smtp-server-address.js'
import { signUnsubscribe, unsubscribeUrl } from './unsubscribe-link.js'

type Tools = Pick<OutboxSettings, 'publicUrl' | 'secretKey'> & {
  readonly pool: SmtpPool
  readonly liquid: LiquidThread
}

export function createEmailSender(settings: OutboxSettings): EffectSender {
  const { smtpUrl, publicUrl, secretKey, limits } = settings
  const pool = smtpUrl === undefined ? null : createSmtpPool(smtpServerOf(smtpUrl), limits)
  const liquid = startLiquid()
  const from = ownSender(settings)
  return {
    prepare: async (tx, definitions, effects) => {
      if (!pool) return effects.map(() => notConfigured)
      const planned = await planAll(tx, definitions, effects, { from, publicUrl })
      await beginPlanned(tx, planned.filter(isPlanned))
      const tools = { pool, liquid, publicUrl, secretKey }
      return planned.map((plan) => (isPlanned(plan) ? sendPlanned(tx.accountId, plan, tools) : plan))
    },
    stop: () => pool?.close(),
    close: () => liquid.close(),
  }
}

const notConfigured: EffectOutcome = {
  kind: 'failed',
  code: 'email_not_configured',
  outputs: { hs_execution_state: 'FAILURE' },
  detail: {},
}

/** Who internal e-mail comes from. */
function ownSender({ mailFrom, publicUrl }: OutboxSettings): Sender {
  const host = publicUrl === undefined ? '' : new URL(publicUrl).hostname
  const usual = parseAddress(`millrace@${host}`) ?? 'millrace@localhost'
  return { name: 'Millrace', address: parseAddress(mailFrom ?? '') ?? usual }
}

function isPlanned(plan: PlannedEmail | EffectOutcome): plan is PlannedEmail {
  return 'to' in plan
}

async function planAll(
  tx: Transaction,
  definitions: Definitions,
  effects: readonly ClaimedEffect[],
  sending: Parameters<typeof planInternal>[3],
): Promise<(PlannedEmail | EffectOutcome)[]> {
  const ofType = (type: string) => effects.filter((effect) => emailRequestOf(effect).type === type)
  const internal = ofType('internal')
  const marketing = ofType('marketing')
  const planned = new Map<ClaimedEffect, PlannedEmail | EffectOutcome>()
  const keep = (of: readonly ClaimedEffect[], plans: readonly (PlannedEmail | EffectOutcome)[]) =>
    of.forEach((effect, index) => {
      const plan = plans[index]
      if (plan) planned.set(effect, plan)
    })
  if (marketing.length > 0) keep(marketing, await planMarketing(tx, definitions, marketing))
  if (internal.length > 0) keep(internal, await planInternal(tx, definitions, internal, sending))
  return effects.map((effect) => planned.get(effect) ?? notConfigured)
}

function sendPlanned(accountId: number, planned: PlannedEmail, tools: Tools): Send {
  return async (signal) => {
    const delivered = await Promise.all(
      planned.to.map(async (addressee): Promise<Delivered> => {
        const delivery = await sendOne(accountId, planned, addressee, tools, signal)
        return { recipient: addressee.recipient, delivery }
      }),
    )
    return combineDeliveries(planned, delivered)
  }
}

async function sendOne(
  accountId: number,
  planned: PlannedEmail,
  addressee: Addressee,
  { pool, liquid, publicUrl, secretKey }: Tools,
  signal: AbortSignal,
): Promise<Delivery> {
  try {
    return await pool.send(
      () => writeMail(accountId, planned, addressee, liquid, publicUrl, secretKey),
      signal,
    )
  } catch (error) {
    const code = error instanceof TemplateFailed ? 'template_failed' : 'internal_error'
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'failed', code, message: message.slice(0, 300) }
  }
}

/** The e-mail cannot be written: nothing was sent. */
class TemplateFailed extends Error {
  override readonly name = 'TemplateFailed'
}

async function writeMail(
  accountId: number,
  planned: PlannedEmail,
  addressee: Addressee,
  liquid: LiquidThread,
  publicUrl: string | undefined,
  secretKey: Uint8Array | null,
): Promise<Mail> {
  const { effect, from, replyTo, content, emailId } = planned
  const { effectId } = effect
  const { recipient, address } = addressee
  const link =
    emailId === null || publicUrl === undefined || secretKey === null
      ? null
      : unsubscribeUrl(publicUrl, signUnsubscribe(secretKey, { accountId, effectId, recipient }))
  const result = await writeEmail(content, planned.values(addressee, link), liquid)
  if (!result.ok) throw new TemplateFailed(result.message)
  const message = composeMessage({
    effectId,
    recipient,
    from,
    replyTo,
    to: address,
    written: result.email,
    unsubscribeUrl: link,
    date: Date.now(),
  })
  return { from: from.address, to: address, message }
}

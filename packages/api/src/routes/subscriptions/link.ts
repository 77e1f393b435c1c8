// The link in every e-mail. Who follows it sees a page that asks: mail scanners follow links, and must not unsubscribe
// anybody. A POST does it, from that page or with one click from the mail program (RFC 8058); again is no mistake.
import { readUnsubscribe } from '@millrace/engine'
import { Problem } from '@millrace/model'
import {
  listSubscriptionDefinitions,
  readSend,
  type SubscriptionDefinition,
  type Transaction,
} from '@millrace/store'
import { subscriptions } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { setSubscription, unsubscribeFromAll } from './set-subscription.js'
import { unsubscribePage } from './unsubscribe-page.js'

export function linkRoutes(on: On, { db, secretKey, waker }: Api): void {
  on(subscriptions.linkPage, async ({ params }) => {
    const linked = await within(params.link, 'read', linkedSend)
    return unsubscribePage(linked.kind?.name ?? null, false)
  })

  on(subscriptions.linkUsed, async ({ params, body }) => {
    const accountId = await within(params.link, 'shared', async (tx, email) => {
      const { address, kind } = await linkedSend(tx, email)
      if (kind && body.all === undefined)
        await setSubscription(tx, optedOut(address, kind.id), { type: 'SYSTEM' })
      else
        await unsubscribeFromAll(tx, address, {
          personal: true,
          source: 'LINK',
          changeSource: { type: 'SYSTEM' },
        })
      return tx.accountId
    })
    waker.wake(accountId, 'interactive')
    return unsubscribePage(null, true)
  })

  /** The account is the one that we signed. */
  function within<T>(
    link: string,
    mode: 'read' | 'shared',
    work: (tx: Transaction, email: Linked) => Promise<T>,
  ): Promise<T> {
    const email = secretKey === null ? null : readUnsubscribe(secretKey, link)
    if (!email) throw unknownLink()
    return db.withAccount(email.accountId, mode, (tx) => work(tx, email))
  }
}

function optedOut(address: string, subscriptionId: number) {
  const said = { subscribed: false, personal: true, legalBasis: null, legalBasisExplanation: null }
  return { address, subscriptionId, ...said, source: 'LINK' }
}

interface Linked {
  readonly effectId: string
  readonly recipient: string
}

async function linkedSend(
  tx: Transaction,
  { effectId, recipient }: Linked,
): Promise<{ address: string; kind: SubscriptionDefinition | undefined }> {
  const send = await readSend(tx, effectId, recipient)
  if (!send) throw unknownLink()
  const kinds = await listSubscriptionDefinitions(tx)
  return { address: send.address, kind: kinds.find(({ id }) => id === send.subscriptionId) }
}

function unknownLink(): Problem {
  return new Problem('LINK_INVALID', 'This link is not one of ours, or its e-mail is gone.')
}

import { Problem } from '@millrace/model'
import {
  createSubscriptionDefinition,
  listSubscriptionDefinitions,
  readSubscriptionStatuses,
  type Transaction,
} from '@millrace/store'
import { subscriptions } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { iso } from '../iso.js'
import { linkRoutes } from './link.js'
import {
  requireAddress,
  requireSubscription,
  setSubscription,
  unsubscribeFromAll,
} from './set-subscription.js'
import { showDefinition, showOlderStatus, showStatus } from './show-subscription.js'

interface Said {
  readonly subscriptionId: string | number
  readonly legalBasis?: string | undefined
  readonly legalBasisExplanation?: string | undefined
}

export function subscriptionRoutes(on: On, api: Api): void {
  const { db } = api
  linkRoutes(on, api)

  on(subscriptions.olderDefinitions, ({ caller }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => ({
      status: 200,
      body: { subscriptionDefinitions: (await listSubscriptionDefinitions(tx)).map(showDefinition) },
    })),
  )

  on(subscriptions.olderStatus, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const address = requireAddress(params.email, 'emailAddress')
      const statuses = await readSubscriptionStatuses(tx, [address])
      const shown = (await listSubscriptionDefinitions(tx)).map((one) => showOlderStatus(one, statuses))
      return { status: 200, body: { recipient: params.email, subscriptionStatuses: shown } }
    }),
  )

  for (const [endpoint, subscribed] of [
    [subscriptions.olderSubscribe, true],
    [subscriptions.olderUnsubscribe, false],
  ] as const)
    on(endpoint, (call) =>
      writing(api, call, async (tx) => {
        const address = requireAddress(call.body.emailAddress, 'emailAddress')
        const definition = await setOne(tx, call, address, subscribed, call.body)
        return {
          status: 200,
          body: showOlderStatus(definition, await readSubscriptionStatuses(tx, [address])),
        }
      }),
    )

  on(subscriptions.definitions, ({ caller }) =>
    db.withAccount(caller.accountId, 'read', async (tx) =>
      complete(tx, (await listSubscriptionDefinitions(tx)).map(showDefinition)),
    ),
  )

  on(subscriptions.createDefinition, (call) =>
    writeOnce(db, call, async (tx) => {
      const id = await createSubscriptionDefinition(tx, call.body)
      return { status: 201, body: showDefinition(await requireSubscription(tx, id)) }
    }),
  )

  on(subscriptions.statuses, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', (tx) => statusesOf(tx, params.email)),
  )

  on(subscriptions.setStatus, (call) =>
    writing(api, call, async (tx) => {
      const address = requireAddress(call.params.email, 'subscriberIdString')
      const definition = await setOne(tx, call, address, call.body.statusState === 'SUBSCRIBED', call.body)
      const statuses = await readSubscriptionStatuses(tx, [address])
      return { status: 200, body: showStatus(address, definition, statuses) }
    }),
  )

  on(subscriptions.unsubscribeAll, (call) =>
    writing(api, { ...call, body: undefined }, async (tx) => {
      const address = requireAddress(call.params.email, 'subscriberIdString')
      const changeSource = { type: 'API', tokenId: call.caller.tokenId } as const
      await unsubscribeFromAll(tx, address, { personal: false, source: 'API', changeSource })
      return statusesOf(tx, call.params.email)
    }),
  )
}

/** Writes, then wakes whoever evaluates: filters may read the contact's opt-out, workflows wait for the event. */
async function writing(
  { db, waker }: Api,
  call: WritingCall,
  work: (tx: Transaction) => Promise<Answer>,
): Promise<Answer> {
  const answer = await writeOnce(db, call, work)
  waker.wake(call.caller.accountId, 'interactive')
  return answer
}

async function setOne(
  tx: Transaction,
  { caller }: WritingCall,
  address: string,
  subscribed: boolean,
  said: Said,
) {
  const definition = await requireSubscription(tx, said.subscriptionId)
  if (!definition.isActive)
    throw new Problem('SUBSCRIPTION_NOT_FOUND', 'This kind of subscription is not used any more.', {
      field: 'subscriptionId',
    })
  const { legalBasis = null, legalBasisExplanation = null } = said
  const status = { address, subscriptionId: definition.id, subscribed, personal: false, source: 'API' }
  const source = { type: 'API', tokenId: caller.tokenId } as const
  await setSubscription(tx, { ...status, legalBasis, legalBasisExplanation }, source)
  return definition
}

async function statusesOf(tx: Transaction, email: string): Promise<Answer> {
  const address = requireAddress(email, 'subscriberIdString')
  const statuses = await readSubscriptionStatuses(tx, [address])
  const definitions = await listSubscriptionDefinitions(tx)
  return complete(
    tx,
    definitions.map((one) => showStatus(address, one, statuses)),
  )
}

function complete(tx: Transaction, results: readonly unknown[]): Answer {
  const startedAt = iso(tx.startedAt)
  return {
    status: 200,
    body: { status: 'COMPLETE', results, startedAt, completedAt: iso(Date.now()) },
  }
}

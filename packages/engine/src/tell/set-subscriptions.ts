// Opting in and out of e-mail, told to workflows that wait for it (W-EVT-24).
import { randomUUID } from 'node:crypto'
import { type Chain, type ChangeSource, findProperty, type Lane, subscriptionChanged } from '@millrace/model'
import {
  type Definitions,
  findByKey,
  lockEventRecords,
  readSubscriptionStatuses,
  type SubscriptionStatus,
  setSubscriptionStatuses,
  type Transaction,
} from '@millrace/store'
import { type OwnEvent, tellOwnEvents } from './tell-own-events.js'

export interface Subscribing {
  readonly status: Omit<SubscriptionStatus, 'at'>
  /** The contact, locked by the caller; absent: who has the address, locked here before anything is written. */
  readonly recordId?: number
  readonly lane: Lane
  readonly cause: { readonly source: ChangeSource; readonly chain: Chain }
}

/** Sets statuses, one an address and kind; those that were set, as `<subscription id> <address>` (A-MKT-5). */
export async function setSubscriptions(
  tx: Transaction,
  definitions: Definitions,
  asked: readonly Subscribing[],
): Promise<ReadonlySet<string>> {
  const statuses = asked.map(({ status }) => status)
  if (!definitions.isEventAwaited(contacts, subscriptionChanged.id))
    return setSubscriptionStatuses(tx, statuses)
  const contactOf = await lockContacts(tx, definitions, asked)
  const addresses = [...new Set(statuses.map(({ address }) => address))]
  const before = new Map(
    (await readSubscriptionStatuses(tx, addresses)).map((status) => [keyOf(status), status]),
  )
  const set = await setSubscriptionStatuses(tx, statuses)
  const changed = asked.filter(
    ({ status }) => set.has(keyOf(status)) && before.get(keyOf(status))?.subscribed !== status.subscribed,
  )
  const events = changed.flatMap((one): OwnEvent[] => {
    const recordId = contactOf(one)
    return recordId === undefined ? [] : [eventOf(one, recordId, before.get(keyOf(one.status)), tx.startedAt)]
  })
  await tellOwnEvents(tx, definitions, events)
  return set
}

const contacts = '0-1'

async function lockContacts(
  tx: Transaction,
  { catalogue }: Definitions,
  asked: readonly Subscribing[],
): Promise<(one: Subscribing) => number | undefined> {
  const unnamed = asked.filter(({ recordId }) => recordId === undefined).map(({ status }) => status.address)
  const email = findProperty(catalogue, contacts, 'email')
  if (unnamed.length === 0 || !email) return ({ recordId }) => recordId
  const found = await findByKey(tx, email, unnamed)
  const locked = await lockEventRecords(tx, [...found.values()])
  return ({ recordId, status }) => recordId ?? locked.get(found.get(status.address) ?? 0)?.id
}

function eventOf(
  { status, lane, cause }: Subscribing,
  recordId: number,
  before: SubscriptionStatus | undefined,
  occurredAt: number,
): OwnEvent {
  const properties = {
    hs_subscription_id: String(status.subscriptionId),
    hs_status: wordFor(status),
    ...(before && { hs_previous_status: wordFor(before) }),
    hs_channel: 'EMAIL',
  }
  const id = `subscription-${randomUUID()}`
  return {
    id,
    type: subscriptionChanged,
    recordId,
    objectTypeId: contacts,
    occurredAt,
    properties,
    lane,
    cause,
  }
}

function wordFor({ subscribed }: Pick<SubscriptionStatus, 'subscribed'>): string {
  return subscribed ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
}

function keyOf({ subscriptionId, address }: Pick<SubscriptionStatus, 'subscriptionId' | 'address'>): string {
  return `${subscriptionId} ${address}`
}

import { foldAddress, parseAddress, setSubscriptions } from '@millrace/engine'
import { type ChangeSource, findProperty, Problem, parseId } from '@millrace/model'
import {
  allEmail,
  definitionsOf,
  findByKey,
  listSubscriptionDefinitions,
  type SubscriptionDefinition,
  type SubscriptionStatus,
  type Transaction,
  writeRecords,
} from '@millrace/store'

/** The key of an address that a request names. Problem: INVALID_BODY. */
export function requireAddress(text: string, field: string): string {
  const address = parseAddress(text)
  if (address !== null) return foldAddress(text)
  throw new Problem('INVALID_BODY', 'This is not an e-mail address.', { field })
}

/** Problem: SUBSCRIPTION_NOT_FOUND. */
export async function requireSubscription(
  tx: Transaction,
  text: string | number,
): Promise<SubscriptionDefinition> {
  const id = parseId(text)
  const found = (await listSubscriptionDefinitions(tx)).find((one) => one.id === id)
  if (found) return found
  throw new Problem('SUBSCRIPTION_NOT_FOUND', `There is no kind of subscription ${text}.`, {
    field: 'subscriptionId',
  })
}

/** Problem: OPTED_OUT where a person said no (A-MKT-5). */
export async function setSubscription(
  tx: Transaction,
  status: Omit<SubscriptionStatus, 'at'>,
  source: ChangeSource,
): Promise<void> {
  const asked = { status, lane: 'interactive', cause: { source, chain: [] } } as const
  if ((await setSubscriptions(tx, await definitionsOf(tx), [asked])).size === 1) return
  throw new Problem('OPTED_OUT', 'This person opted out, and only they can take it back.', {
    field: 'subscriptionId',
  })
}

interface Asker {
  /** By the person (RFC 8058), not by a program. */
  readonly personal: boolean
  readonly source: string
  readonly changeSource: ChangeSource
}

/** No e-mail any more: kept by address, and said on the contact, where filters see it. The record's lock comes first. */
export async function unsubscribeFromAll(tx: Transaction, address: string, asker: Asker): Promise<void> {
  const definitions = await definitionsOf(tx)
  const email = findProperty(definitions.catalogue, '0-1', 'email')
  const recordId = email && (await findByKey(tx, email, [address])).get(address)
  if (recordId !== undefined) {
    const meta = { source: asker.changeSource, chain: [], lane: 'interactive' } as const
    await writeRecords(tx, definitions, meta, [
      { objectTypeId: '0-1', recordId, values: { hs_email_optout: true } },
    ])
  }
  const status = {
    address,
    subscriptionId: allEmail,
    subscribed: false,
    personal: asker.personal,
    legalBasis: null,
    legalBasisExplanation: null,
    source: asker.source,
  }
  await setSubscription(tx, status, asker.changeSource)
}

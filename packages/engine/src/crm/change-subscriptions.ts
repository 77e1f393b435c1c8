import type { SubscriptionChange, SubscriptionResult } from '@millrace/actions'
import { listSubscriptionDefinitions, setSubscriptionStatuses, type Transaction } from '@millrace/store'
import { foldAddress } from '../email/email-address.js'

/** One statement for the whole group; of two members with one address the last one's word stands. */
export async function changeSubscriptions(
  tx: Transaction,
  changes: readonly SubscriptionChange[],
): Promise<readonly SubscriptionResult[]> {
  if (changes.length === 0) return []
  const known = new Set((await listSubscriptionDefinitions(tx)).map(({ id }) => id))
  const statuses = new Map(
    changes
      .filter(({ subscriptionId }) => known.has(subscriptionId))
      .map(({ member: _member, ...change }) => {
        const address = foldAddress(change.address)
        return [
          `${change.subscriptionId} ${address}`,
          { ...change, address, personal: false, source: 'WORKFLOW' },
        ] as const
      }),
  )
  const changed = await setSubscriptionStatuses(tx, [...statuses.values()])
  return changes.map(({ subscriptionId, address }) => {
    if (!known.has(subscriptionId)) return 'unknown'
    return changed.has(`${subscriptionId} ${foldAddress(address)}`) ? 'changed' : 'opted_out'
  })
}

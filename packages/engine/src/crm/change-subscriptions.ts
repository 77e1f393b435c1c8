import type { SubscriptionChange, SubscriptionResult } from '@millrace/actions'
import { listSubscriptionDefinitions } from '@millrace/store'
import { foldAddress } from '../email/email-address.js'
import { type Subscribing, setSubscriptions } from '../tell/set-subscriptions.js'
import { causeOf } from './cause-of.js'
import type { AskingStep, WaveScope } from './wave-scope.js'

/** One statement for the whole group; of two members with one address the last one's word stands. */
export async function changeSubscriptions(
  { tx, definitions }: WaveScope,
  step: AskingStep,
  changes: readonly SubscriptionChange[],
): Promise<readonly SubscriptionResult[]> {
  if (changes.length === 0) return []
  const known = new Set((await listSubscriptionDefinitions(tx)).map(({ id }) => id))
  const asked = new Map(
    changes
      .filter(({ subscriptionId }) => known.has(subscriptionId))
      .map(({ member, ...change }) => {
        const address = foldAddress(change.address)
        const status = { ...change, address, personal: false, source: 'WORKFLOW' }
        const cause = causeOf(step, member)
        const one: Subscribing = { status, recordId: member.record.id, lane: 'bulk', cause }
        return [`${change.subscriptionId} ${address}`, one] as const
      }),
  )
  const changed = await setSubscriptions(tx, definitions, [...asked.values()])
  return changes.map(({ subscriptionId, address }) => {
    if (!known.has(subscriptionId)) return 'unknown'
    return changed.has(`${subscriptionId} ${foldAddress(address)}`) ? 'changed' : 'opted_out'
  })
}

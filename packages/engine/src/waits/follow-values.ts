import { followersIn } from '@millrace/definitions'
import {
  type Definitions,
  type PendingChange,
  type Transaction,
  type WaitingAt,
  wakeWaiting,
} from '@millrace/store'

interface Place {
  readonly workflowId: number
  readonly actionId: string
}

/**
 * Wakes whoever waits for a date that was just changed: the timer follows the new value (A-DLP-7). Records are locked by the
 * caller. Returns how many woke.
 */
export function followValues(
  tx: Transaction,
  definitions: Definitions,
  changes: readonly PendingChange[],
  now: number,
): Promise<number> {
  const followers = followersOf(definitions)
  if (followers.size === 0) return Promise.resolve(0)
  const places = changes.flatMap(({ recordId, patch }) =>
    Object.keys(patch).flatMap((name) =>
      (followers.get(name) ?? []).map((place): WaitingAt => ({ recordId, ...place })),
    ),
  )
  return wakeWaiting(tx, places, now)
}

const known = new WeakMap<Definitions, ReadonlyMap<string, readonly Place[]>>()

/** By property name, of whichever object type: who waits is found by record. */
function followersOf(definitions: Definitions): ReadonlyMap<string, readonly Place[]> {
  let followers = known.get(definitions)
  if (!followers) {
    followers = indexFollowers(definitions)
    known.set(definitions, followers)
  }
  return followers
}

function indexFollowers({ workflows }: Definitions): ReadonlyMap<string, readonly Place[]> {
  const followers = new Map<string, Place[]>()
  for (const [workflowId, { compiled }] of workflows) {
    for (const { property, actionId } of followersIn(compiled)) {
      const place = { workflowId, actionId }
      const places = followers.get(property)
      if (places) places.push(place)
      else followers.set(property, [place])
    }
  }
  return followers
}

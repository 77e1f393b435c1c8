// Mistakes that evaluators must not make, as switches for the tests that must catch them (engine.md 8).
import {
  type Definitions,
  definitionsOf,
  type PendingEvent,
  type PendingRecord,
  type Transaction,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { type Faults, isPlanted } from '../faults.js'

const cursors = new WeakMap<Faults, Map<number, number>>()

/** `cursor-feed`: what lies before the last id that was seen is never looked at. */
export function fedByCursor(
  engine: Engine,
  accountId: number,
  picked: readonly PendingRecord[],
): readonly PendingRecord[] {
  const { faults } = engine
  if (!faults || !isPlanted(faults, 'cursor-feed')) return picked
  const ofAccounts = cursors.get(faults) ?? new Map<number, number>()
  cursors.set(faults, ofAccounts)
  const cursor = ofAccounts.get(accountId) ?? 0
  const fed = picked.filter(({ id }) => id > cursor)
  ofAccounts.set(accountId, Math.max(cursor, ...fed.map(({ id }) => id)))
  return fed
}

/** `events-behind-all-changes`: what an event finds is what the record is when somebody looks, not what it was. */
export function inTheirPlace(engine: Engine, events: readonly PendingEvent[]): readonly PendingEvent[] {
  if (!isPlanted(engine.faults, 'events-behind-all-changes')) return events
  return events.map((event) => ({ ...event, version: Number.MAX_SAFE_INTEGER }))
}

const remembered = new WeakMap<Faults, Map<number, Definitions>>()

/** `stale-trigger-index`: goes on with the definitions that were read first. */
export async function definitionsFor(engine: Engine, tx: Transaction): Promise<Definitions> {
  const { faults } = engine
  const current = await definitionsOf(tx)
  if (!faults || !isPlanted(faults, 'stale-trigger-index')) return current
  const ofAccounts = remembered.get(faults) ?? new Map<number, Definitions>()
  remembered.set(faults, ofAccounts)
  const first = ofAccounts.get(tx.accountId) ?? current
  ofAccounts.set(tx.accountId, first)
  return first
}

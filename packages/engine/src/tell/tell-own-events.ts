import type { Lane } from '@millrace/model'
import { type Definitions, type NewEvent, recordEvents, type Transaction } from '@millrace/store'
import { groupBy } from '../evaluate/group-by.js'

/** Something that Millrace itself made happen to a record, locked by the caller. */
export type OwnEvent = NewEvent & { readonly lane: Lane; readonly cause: NonNullable<NewEvent['cause']> }

/**
 * Tells what happened to those who wait for it: where no workflow that is on does, nothing is written. What it enrolls has
 * the event's chain of causes (W-ENR-13).
 */
export async function tellOwnEvents(
  tx: Transaction,
  definitions: Definitions,
  events: readonly OwnEvent[],
): Promise<void> {
  if (!definitions.awaitsEvents) return
  const awaited = events.filter(({ objectTypeId, type }) => definitions.isEventAwaited(objectTypeId, type.id))
  for (const [lane, ofLane] of groupBy(awaited, (event) => event.lane))
    await recordEvents(tx, definitions, { source: { type: 'SYSTEM' }, chain: [], lane }, ofLane)
}

import type { Chain, Lane } from '@millrace/model'
import type { PendingChange, PendingEvent, StoredRecord } from '@millrace/store'

/** Why a record is looked at: its own changes, what happened to it, or a moment or another record that asks for it. */
export interface Look {
  readonly record: StoredRecord
  /** In order of version; none when a timer or an associated record asks. */
  readonly changes: readonly PendingChange[]
  /** In order of version, time, id (W-EVS-16). */
  readonly events: readonly PendingEvent[]
  /** Whom the signals come from when there are no changes. */
  readonly lane: Lane
  readonly chain: Chain
}

/** A look to take, by id: the record is loaded after its lock, in a statement of its own. */
export type LookAt = Omit<Look, 'record'> & { readonly recordId: number }

/** A timer or another record asks: everything that they may have changed is asked again. An event changes nothing. */
export function isAskedFor({ changes, events }: Pick<Look, 'changes' | 'events'>): boolean {
  return changes.length === 0 && events.length === 0
}

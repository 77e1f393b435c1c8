import type { Chain, Lane } from '@millrace/model'
import type { PendingChange, StoredRecord } from '@millrace/store'

/** Why a record is looked at: its own changes, or a moment or another record that asks for it. */
export interface Look {
  readonly record: StoredRecord
  /** In order of version; none when a timer or an associated record asks. */
  readonly changes: readonly PendingChange[]
  /** Whom the signals come from when there are no changes. */
  readonly lane: Lane
  readonly chain: Chain
}

/** A look to take, by id: the record is loaded after its lock, in a statement of its own. */
export type LookAt = Omit<Look, 'record'> & { readonly recordId: number }

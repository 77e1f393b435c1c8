import type { CanonicalValue, Patch } from '@millrace/model'
import { isLiving, type PendingChange, type StoredRecord } from '@millrace/store'
import { RecordView } from '../record-view.js'

/**
 * A record at one of its versions: its present state, with pending changes undone and then done again one by one. Only
 * what a change says of the record itself is replayed; what stands around it (associations, lists, history) is as it is now.
 */
export class ReplayedRecord extends RecordView<StoredRecord> {
  readonly #overlay = new Map<string, CanonicalValue | null>()
  #exists: boolean

  /** The record as it was before the first of the changes, which stand in order of version. */
  constructor(present: StoredRecord, changes: readonly PendingChange[]) {
    super(present)
    this.#exists = existedBefore(present, changes)
    for (const change of changes.toReversed()) this.#overlayWith(change.patch, 0)
  }

  get exists(): boolean {
    return this.#exists
  }

  /** Goes on to the version this change made. */
  apply(change: PendingChange): void {
    this.#overlayWith(change.patch, 1)
    if (change.kind === 'created' || change.kind === 'restored') this.#exists = true
    if (ends(this.seen, change)) this.#exists = false
  }

  override value(name: string): CanonicalValue | undefined {
    const value = this.#overlay.get(name)
    return value === undefined ? this.seen.value(name) : (value ?? undefined)
  }

  #overlayWith(patch: Patch, side: 0 | 1): void {
    for (const name in patch) this.#overlay.set(name, patch[name]?.[side] ?? null)
  }
}

/** Deleted, or merged into another record: a survivor's merge is a change like any other. */
function ends(present: StoredRecord, change: PendingChange): boolean {
  return change.kind === 'deleted' || (change.kind === 'merged' && present.mergedInto !== null)
}

function existedBefore(present: StoredRecord, changes: readonly PendingChange[]): boolean {
  for (const change of changes) {
    if (change.kind === 'created' || change.kind === 'restored') return false
    if (ends(present, change)) return true
  }
  return isLiving(present)
}

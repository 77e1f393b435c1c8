import type { FilterRecord, ValueSeen, WorkflowStatusKind } from '@millrace/filters'
import type { CanonicalValue, Patch } from '@millrace/model'
import type { PendingChange, StoredRecord } from '@millrace/store'

/**
 * A record at one of its versions: its present state, with pending changes undone and then done again one by one. Only
 * what a change says of the record itself is replayed; what stands around it (associations, lists, history) is as it is now.
 */
export class ReplayedRecord implements FilterRecord {
  readonly #present: StoredRecord
  readonly #overlay = new Map<string, CanonicalValue | null>()
  #exists: boolean

  /** The record as it was before the first of the changes, which stand in order of version. */
  constructor(present: StoredRecord, changes: readonly PendingChange[]) {
    this.#present = present
    this.#exists = existedBefore(present, changes)
    for (const change of changes.toReversed()) this.#overlayWith(change.patch, 0)
  }

  get id(): number {
    return this.#present.id
  }

  get objectTypeId(): string {
    return this.#present.objectTypeId
  }

  get exists(): boolean {
    return this.#exists
  }

  /** Goes on to the version this change made. */
  apply(change: PendingChange): void {
    this.#overlayWith(change.patch, 1)
    if (change.kind === 'created' || change.kind === 'restored') this.#exists = true
    if (ends(this.#present, change)) this.#exists = false
  }

  value(name: string): CanonicalValue | undefined {
    const value = this.#overlay.get(name)
    return value === undefined ? this.#present.value(name) : (value ?? undefined)
  }

  history(name: string): readonly ValueSeen[] {
    return this.#present.history(name)
  }

  associated(objectTypeId: string, category: string | null, typeId: number | null): readonly FilterRecord[] {
    return this.#present.associated(objectTypeId, category, typeId)
  }

  inList(listId: number): boolean {
    return this.#present.inList(listId)
  }

  workflowStatus(workflowId: number, kind: WorkflowStatusKind): boolean {
    return this.#present.workflowStatus(workflowId, kind)
  }

  wasImported(importId: string): boolean {
    return this.#present.wasImported(importId)
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

export function isLiving(record: StoredRecord): boolean {
  return record.deletedAt === null && record.mergedInto === null
}

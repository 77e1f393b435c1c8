import type { FilterRecord, ValueSeen, WorkflowStatusKind } from '@millrace/filters'
import type { CanonicalValue } from '@millrace/model'

/** A record seen through another: all is as it is there, but for what a class of views says otherwise. */
export abstract class RecordView<Seen extends FilterRecord> implements FilterRecord {
  readonly id: number
  readonly objectTypeId: string

  constructor(protected readonly seen: Seen) {
    this.id = seen.id
    this.objectTypeId = seen.objectTypeId
  }

  value(name: string): CanonicalValue | undefined {
    return this.seen.value(name)
  }

  history(name: string): readonly ValueSeen[] {
    return this.seen.history(name)
  }

  associated(objectTypeId: string, category: string | null, typeId: number | null): readonly FilterRecord[] {
    return this.seen.associated(objectTypeId, category, typeId)
  }

  inList(listId: number): boolean {
    return this.seen.inList(listId)
  }

  workflowStatus(workflowId: number, kind: WorkflowStatusKind): boolean {
    return this.seen.workflowStatus(workflowId, kind)
  }

  wasImported(importId: string): boolean {
    return this.seen.wasImported(importId)
  }
}

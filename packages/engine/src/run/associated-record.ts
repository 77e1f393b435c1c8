import type { FilterRecord, ValueSeen, WorkflowStatusKind } from '@millrace/filters'
import type { CanonicalValue } from '@millrace/model'
import type { WorkingRecord } from './working-record.js'

/**
 * An associated record as criteria see it: what was read for them, with what this wave wrote to the record laid over. The
 * wave's own copy was read for another workflow and may lack what the criteria ask for.
 */
export class AssociatedRecord implements FilterRecord {
  readonly id: number
  readonly objectTypeId: string

  constructor(
    private readonly seen: FilterRecord,
    private readonly working: WorkingRecord,
  ) {
    this.id = seen.id
    this.objectTypeId = seen.objectTypeId
  }

  value(name: string): CanonicalValue | undefined {
    const written = this.working.written(name)
    return written === undefined ? this.seen.value(name) : (written ?? undefined)
  }

  history(name: string): readonly ValueSeen[] {
    return [...this.seen.history(name), ...this.working.writtenHistory(name)]
  }

  associated(objectTypeId: string, category: string | null, typeId: number | null): readonly FilterRecord[] {
    return this.working.asWritten(this.seen.associated(objectTypeId, category, typeId))
  }

  inList(listId: number): boolean {
    return this.working.movedTo(listId) ?? this.seen.inList(listId)
  }

  workflowStatus(workflowId: number, kind: WorkflowStatusKind): boolean {
    return this.seen.workflowStatus(workflowId, kind)
  }

  wasImported(importId: string): boolean {
    return this.seen.wasImported(importId)
  }
}

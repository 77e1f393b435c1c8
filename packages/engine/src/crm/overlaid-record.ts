import type { WorkflowStatusKind } from '@millrace/filters'
import type { CanonicalValue, Values } from '@millrace/model'
import type { StoredRecord } from '@millrace/store'
import type { WorkingRecord } from '../run/working-record.js'

/** A record read for another workflow than the one that runs, with what this wave wrote to it laid over. */
export class OverlaidRecord implements StoredRecord {
  readonly id: number
  readonly objectTypeId: string
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt: number | null
  readonly mergedInto: number | null
  readonly createdByWorkflowId: number | null
  readonly createdByActionId: string | null

  constructor(
    private readonly stored: StoredRecord,
    private readonly working: WorkingRecord,
  ) {
    this.id = stored.id
    this.objectTypeId = stored.objectTypeId
    this.version = stored.version
    this.createdAt = stored.createdAt
    this.updatedAt = stored.updatedAt
    this.deletedAt = stored.deletedAt
    this.mergedInto = stored.mergedInto
    this.createdByWorkflowId = stored.createdByWorkflowId
    this.createdByActionId = stored.createdByActionId
  }

  value(name: string): CanonicalValue | undefined {
    const written = this.working.written(name)
    return written === undefined ? this.stored.value(name) : (written ?? undefined)
  }

  values(): Values {
    const values = Object.keys(this.stored.values()).map((name) => [name, this.value(name)] as const)
    return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  }

  history(name: string) {
    return [...this.stored.history(name), ...this.working.writtenHistory(name)]
  }

  associated(objectTypeId: string, category: string | null, typeId: number | null) {
    return this.stored.associated(objectTypeId, category, typeId)
  }

  inList(listId: number) {
    return this.stored.inList(listId)
  }

  workflowStatus(workflowId: number, kind: WorkflowStatusKind) {
    return this.stored.workflowStatus(workflowId, kind)
  }

  wasImported(importId: string) {
    return this.stored.wasImported(importId)
  }
}

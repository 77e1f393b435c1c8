import type { LiveRecord } from '@millrace/actions'
import type { WorkflowStatusKind } from '@millrace/filters'
import type { Author, WorkingRecord } from '../run/working-record.js'

/** An associated record as one member sees it: what is written to it is written in that member's name. */
export class BoundRecord implements LiveRecord {
  constructor(
    readonly record: WorkingRecord,
    readonly author: Author,
  ) {}

  get id() {
    return this.record.id
  }

  get objectTypeId() {
    return this.record.objectTypeId
  }

  get createdByWorkflowId() {
    return this.record.createdByWorkflowId
  }

  get createdByActionId() {
    return this.record.createdByActionId
  }

  value(name: string) {
    return this.record.value(name)
  }

  history(name: string) {
    return this.record.history(name)
  }

  associated(objectTypeId: string, category: string | null, typeId: number | null) {
    return this.record.associated(objectTypeId, category, typeId)
  }

  inList(listId: number) {
    return this.record.inList(listId)
  }

  workflowStatus(workflowId: number, kind: WorkflowStatusKind) {
    return this.record.workflowStatus(workflowId, kind)
  }

  wasImported(importId: string) {
    return this.record.wasImported(importId)
  }
}

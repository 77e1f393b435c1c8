import type { LiveRecord } from '@millrace/actions'
import { RecordView } from './record-view.js'

/** A view that steps may be handed as a record: it says who made the record as well. */
export abstract class LiveView<Seen extends LiveRecord> extends RecordView<Seen> implements LiveRecord {
  readonly createdByWorkflowId: number | null
  readonly createdByActionId: string | null

  constructor(seen: Seen) {
    super(seen)
    this.createdByWorkflowId = seen.createdByWorkflowId
    this.createdByActionId = seen.createdByActionId
  }
}

import { LiveView } from '../live-view.js'
import type { Author, WorkingRecord } from '../run/working-record.js'

/** An associated record as one member sees it: what is written to it is written in that member's name. */
export class BoundRecord extends LiveView<WorkingRecord> {
  constructor(
    readonly record: WorkingRecord,
    readonly author: Author,
  ) {
    super(record)
  }
}

import type { CanonicalValue, Values } from '@millrace/model'
import type { StoredRecord } from '@millrace/store'
import { LiveView } from '../live-view.js'
import type { WorkingRecord } from '../run/working-record.js'

/** A record read for another workflow than the one that runs, with what this wave wrote to it laid over. */
export class OverlaidRecord extends LiveView<StoredRecord> implements StoredRecord {
  readonly place: string
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt: number | null
  readonly mergedInto: number | null
  readonly isWhole: boolean

  constructor(
    stored: StoredRecord,
    private readonly working: WorkingRecord,
  ) {
    super(stored)
    this.place = stored.place
    this.version = stored.version
    this.createdAt = stored.createdAt
    this.updatedAt = stored.updatedAt
    this.deletedAt = stored.deletedAt
    this.mergedInto = stored.mergedInto
    this.isWhole = stored.isWhole
  }

  override value(name: string): CanonicalValue | undefined {
    const written = this.working.written(name)
    return written === undefined ? this.seen.value(name) : (written ?? undefined)
  }

  values(): Values {
    const values = Object.keys(this.seen.values()).map((name) => [name, this.value(name)] as const)
    return Object.fromEntries(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
  }

  override history(name: string) {
    return [...this.seen.history(name), ...this.working.writtenHistory(name)]
  }
}

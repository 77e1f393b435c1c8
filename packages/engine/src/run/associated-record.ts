import type { FilterRecord, ValueSeen } from '@millrace/filters'
import type { CanonicalValue } from '@millrace/model'
import { RecordView } from '../record-view.js'

/** What this wave laid over one record. */
interface Overlay {
  /** What it left of a property: null cleared, undefined where it wrote none. */
  written(name: string): CanonicalValue | null | undefined
  writtenHistory(name: string): readonly ValueSeen[]
  /** Whether it put the record into a list (true) or took it out; undefined: neither. */
  movedTo(listId: number): boolean | undefined
  /** Other records with what the wave wrote to them. */
  asWritten(records: readonly FilterRecord[]): readonly FilterRecord[]
}

/**
 * An associated record as criteria see it: what was read for them, with what this wave wrote to the record laid over. The
 * wave's own copy was read for another workflow and may lack what the criteria ask for.
 */
export class AssociatedRecord extends RecordView<FilterRecord> {
  constructor(
    seen: FilterRecord,
    private readonly overlay: Overlay,
  ) {
    super(seen)
  }

  override value(name: string): CanonicalValue | undefined {
    const written = this.overlay.written(name)
    return written === undefined ? this.seen.value(name) : (written ?? undefined)
  }

  override history(name: string): readonly ValueSeen[] {
    return [...this.seen.history(name), ...this.overlay.writtenHistory(name)]
  }

  override associated(
    objectTypeId: string,
    category: string | null,
    typeId: number | null,
  ): readonly FilterRecord[] {
    return this.overlay.asWritten(this.seen.associated(objectTypeId, category, typeId))
  }

  override inList(listId: number): boolean {
    return this.overlay.movedTo(listId) ?? this.seen.inList(listId)
  }
}

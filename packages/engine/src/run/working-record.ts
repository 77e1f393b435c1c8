import type { FilterRecord, ValueSeen } from '@millrace/filters'
import { type CanonicalValue, type Chain, type Patch, sameValue } from '@millrace/model'
import type { StoredRecord } from '@millrace/store'
import { LiveView } from '../live-view.js'
import { AssociatedRecord } from './associated-record.js'

/** Whose write it is: writes of two enrollments never share a version, their sources differ (A-GEN-19). */
export interface Author {
  readonly workflowId: number
  readonly enrollmentId: number
  /** The chain of causes its writes carry now. */
  readonly chain: Chain
}

interface Write {
  readonly author: Author
  readonly chain: Chain
  /** Which execution of a step wrote it. */
  readonly execution: number
  readonly actionId: string
  readonly name: string
  readonly before: CanonicalValue | null
  readonly after: CanonicalValue | null
  /** False: the value was there already (A-EDR-26). Kept all the same: what it repeated may be undone. */
  readonly changes: boolean
}

/** One new version of a record, as the wave leaves it. */
export interface NewVersion {
  readonly author: Author
  readonly chain: Chain
  readonly actionIds: readonly string[]
  readonly patch: Patch
}

/**
 * A locked record as the steps of one wave see it: what earlier steps wrote lies over what was loaded. Writes are kept
 * in order and become versions only when the wave settles, so that a failed step's part can be taken out again.
 */
export class WorkingRecord extends LiveView<StoredRecord> {
  /** Whose step runs with it as the enrolled record: at most one at a time. */
  holder: Author | null = null
  /** Object types of records whose association with it this wave changed: its filters see that when it has settled. */
  readonly newLinks: string[] = []
  readonly #lists = new Map<number, boolean>()
  #whole: StoredRecord | null = null
  #writes: Write[] = []
  #current: Map<string, CanonicalValue | null> | null = null

  constructor(
    readonly stored: StoredRecord,
    private readonly work: { find(recordId: number): WorkingRecord | undefined; readonly now: number },
  ) {
    super(stored)
  }

  override value(name: string): CanonicalValue | undefined {
    const written = this.written(name)
    if (written !== undefined) return written ?? undefined
    return this.stored.value(name) ?? this.#whole?.value(name)
  }

  /** The same record, loaded again under the same lock: it has the cold values that were left out before. */
  complete(whole: StoredRecord): void {
    if (!this.stored.isWhole) this.#whole = whole
  }

  override history(name: string): readonly ValueSeen[] {
    const seen = this.stored.history(name)
    const written = this.writtenHistory(name)
    return written.length === 0 ? seen : [...seen, ...written]
  }

  override associated(
    objectTypeId: string,
    category: string | null,
    typeId: number | null,
  ): readonly FilterRecord[] {
    return this.asWritten(this.stored.associated(objectTypeId, category, typeId))
  }

  /** Records with what this wave wrote to them. */
  asWritten(records: readonly FilterRecord[]): readonly FilterRecord[] {
    return records.map((record) => {
      const working = this.work.find(record.id)
      return working ? new AssociatedRecord(record, working) : record
    })
  }

  override inList(listId: number): boolean {
    return this.movedTo(listId) ?? this.stored.inList(listId)
  }

  /** Whether this wave put it into a list (true) or took it out; undefined: neither. */
  movedTo(listId: number): boolean | undefined {
    return this.#lists.get(listId)
  }

  /** A list that this wave put it into or took it out of. */
  moveList(listId: number, isMember: boolean): void {
    this.#lists.set(listId, isMember)
  }

  /** What this wave left of a property: undefined where it wrote none. */
  written(name: string): CanonicalValue | null | undefined {
    return this.#current?.get(name)
  }

  /** Values this wave wrote to a property one after another. */
  writtenHistory(name: string): readonly ValueSeen[] {
    const written = this.#writes.filter((write) => write.changes && write.name === name)
    return written.map(({ after }) => ({ value: after, at: this.work.now }))
  }

  get isWritten(): boolean {
    return this.#writes.some(({ changes }) => changes)
  }

  /** Writes one value, or clears it (null). */
  write(intent: Omit<Write, 'before' | 'changes'>): void {
    const { author, chain, execution, actionId, name, after } = intent
    const before = this.value(name) ?? null
    const changes = !sameValue(before, after)
    this.#writes.push({ author, chain, execution, actionId, name, before, after, changes })
    if (!changes) return
    this.#current ??= new Map()
    this.#current.set(name, after)
  }

  /** Takes out what an author wrote in one execution of a step, or of one property there; the writes of others stay. */
  undo(author: Author, execution: number, name?: string): void {
    const isOut = (write: Write) =>
      write.author === author && write.execution === execution && (name === undefined || write.name === name)
    const left = this.#writes.filter((write) => !isOut(write))
    this.#writes = []
    this.#current = null
    for (const write of left) this.write(write)
  }

  /**
   * Properties written side by side share one version; a property written again opens the next, and so does another
   * author: evaluators replay versions, and no flip may be lost between two.
   */
  newVersions(): NewVersion[] {
    const versions: (NewVersion & { actionIds: string[]; patch: Record<string, Patch[string]> })[] = []
    for (const { author, chain, actionId, name, before, after, changes } of this.#writes) {
      if (!changes) continue
      let open = versions.at(-1)
      if (!open || open.author !== author || Object.hasOwn(open.patch, name)) {
        open = { author, chain, actionIds: [], patch: {} }
        versions.push(open)
      }
      open.patch[name] = [before, after]
      if (!open.actionIds.includes(actionId)) open.actionIds.push(actionId)
    }
    return versions
  }
}

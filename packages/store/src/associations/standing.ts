// The associations that a call looks at, as they are and as it leaves them: planned in memory, written at the end.
import type { AssociationRow } from './write-associations.js'

export interface StandingRow extends AssociationRow {
  /** The record it leads to is neither deleted nor merged away. */
  readonly living: boolean
}

export class Standing {
  readonly #before = new Map<string, AssociationRow>()
  readonly #now = new Map<string, StandingRow>()
  /** Taken out, whether or not they were looked at: the other direction of one that gives way was not. */
  readonly #removed = new Map<string, AssociationRow>()
  /** By the record read from: a hub has many rows, a call looks at few of them. */
  readonly #byRecord = new Map<number, Set<string>>()
  #journal: (() => void)[] = []

  constructor(rows: readonly StandingRow[]) {
    for (const row of rows) {
      this.#before.set(keyOf(row), row)
      this.#put(row)
    }
  }

  has(row: AssociationRow): boolean {
    return this.#now.has(keyOf(row))
  }

  from(recordId: number): StandingRow[] {
    return [...(this.#byRecord.get(recordId) ?? [])].flatMap((key) => this.#now.get(key) ?? [])
  }

  add(row: AssociationRow): void {
    if (this.has(row)) return
    const key = keyOf(row)
    const gone = this.#removed.get(key)
    this.#removed.delete(key)
    this.#put({ ...row, living: true })
    this.#journal.push(() => {
      this.#drop(key, row)
      if (gone) this.#removed.set(key, gone)
    })
  }

  remove(row: AssociationRow): void {
    const key = keyOf(row)
    const known = this.#now.get(key)
    if (this.#removed.has(key) && !known) return
    this.#drop(key, row)
    this.#removed.set(key, row)
    this.#journal.push(() => {
      this.#removed.delete(key)
      if (known) this.#put(known)
    })
  }

  /** All of the work or nothing of it: when it throws, everything stands as before it. */
  attempt<T>(work: () => T): T {
    this.#journal = []
    try {
      return work()
    } catch (error) {
      for (const undo of this.#journal.reverse()) undo()
      throw error
    }
  }

  /** What is to be written. */
  difference(): { readonly added: AssociationRow[]; readonly removed: AssociationRow[] } {
    return {
      added: [...this.#now.values()].filter((row) => !this.#before.has(keyOf(row))),
      removed: [...this.#removed.values()],
    }
  }

  #put(row: StandingRow): void {
    const key = keyOf(row)
    this.#now.set(key, row)
    const keys = this.#byRecord.get(row.fromId)
    if (keys) keys.add(key)
    else this.#byRecord.set(row.fromId, new Set([key]))
  }

  #drop(key: string, { fromId }: AssociationRow): void {
    this.#now.delete(key)
    this.#byRecord.get(fromId)?.delete(key)
  }
}

function keyOf({ fromId, toObjectTypeId, toId, category, typeId }: AssociationRow): string {
  return `${fromId} ${toObjectTypeId} ${toId} ${category} ${typeId}`
}

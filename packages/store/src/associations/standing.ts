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
  /** By pair of records, and by record and type: a hub has many rows, and each change looks at few of them. */
  readonly #byPair = new Index()
  readonly #byType = new Index()
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

  between(fromId: number, toId: number): StandingRow[] {
    return this.#rows(this.#byPair.of(pairOf({ fromId, toId })))
  }

  /** Everything of the same type that the same record has. */
  alike(row: AssociationRow): StandingRow[] {
    return this.#rows(this.#byType.of(typeOf(row)))
  }

  add(row: AssociationRow): void {
    if (this.has(row)) return
    const key = keyOf(row)
    const gone = this.#removed.get(key)
    this.#removed.delete(key)
    this.#put({ ...row, living: true })
    this.#journal.push(() => {
      this.#drop(row)
      if (gone) this.#removed.set(key, gone)
    })
  }

  remove(row: AssociationRow): void {
    const key = keyOf(row)
    const known = this.#now.get(key)
    if (this.#removed.has(key) && !known) return
    this.#drop(row)
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

  #rows(keys: Iterable<string>): StandingRow[] {
    return [...keys].flatMap((key) => this.#now.get(key) ?? [])
  }

  #put(row: StandingRow): void {
    const key = keyOf(row)
    this.#now.set(key, row)
    this.#byPair.put(pairOf(row), key)
    this.#byType.put(typeOf(row), key)
  }

  #drop(row: AssociationRow): void {
    const key = keyOf(row)
    this.#now.delete(key)
    this.#byPair.drop(pairOf(row), key)
    this.#byType.drop(typeOf(row), key)
  }
}

class Index {
  readonly #keys = new Map<string, Set<string>>()

  of(place: string): Iterable<string> {
    return this.#keys.get(place) ?? []
  }

  put(place: string, key: string): void {
    const known = this.#keys.get(place)
    if (known) known.add(key)
    else this.#keys.set(place, new Set([key]))
  }

  drop(place: string, key: string): void {
    this.#keys.get(place)?.delete(key)
  }
}

function pairOf({ fromId, toId }: Pick<AssociationRow, 'fromId' | 'toId'>): string {
  return `${fromId} ${toId}`
}

function typeOf({ fromId, toObjectTypeId, category, typeId }: AssociationRow): string {
  return `${fromId} ${toObjectTypeId} ${category} ${typeId}`
}

function keyOf({ fromId, toObjectTypeId, toId, category, typeId }: AssociationRow): string {
  return `${fromId} ${toObjectTypeId} ${toId} ${category} ${typeId}`
}

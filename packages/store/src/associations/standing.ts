// The associations that a call looks at, as they are and as it leaves them: planned in memory, written at the end.
import type { AssociationRow } from './write-associations.js'

export interface StandingRow extends AssociationRow {
  /** The record it leads to is neither deleted nor merged away. */
  readonly living: boolean
}

export class Standing {
  readonly #before: ReadonlySet<string>
  readonly #now = new Map<string, StandingRow>()
  /** Taken out, whether or not they were looked at: the other direction of one that gives way was not. */
  readonly #removed = new Map<string, AssociationRow>()
  /** A hub has many rows, and each change looks at few of them. */
  readonly #byPair = new Index(this.#now, pairOf)
  readonly #byType = new Index(this.#now, typeOf)
  #journal: (() => void)[] = []

  /** Whether the other record is there matters for what is limited only. */
  constructor(between: readonly AssociationRow[], limited: readonly StandingRow[]) {
    for (const row of between) this.#now.set(keyOf(row), { ...row, living: true })
    for (const row of limited) this.#now.set(keyOf(row), row)
    this.#before = new Set(this.#now.keys())
  }

  has(row: AssociationRow): boolean {
    return this.#now.has(keyOf(row))
  }

  between(fromId: number, toId: number): StandingRow[] {
    return this.#byPair.rows(pairOf({ fromId, toId }))
  }

  /** Everything of the same type that the same record has. */
  alike(row: AssociationRow): StandingRow[] {
    return this.#byType.rows(typeOf(row))
  }

  add(row: AssociationRow): void {
    const key = keyOf(row)
    if (this.#now.has(key)) return
    const gone = this.#removed.get(key)
    this.#removed.delete(key)
    this.#put(key, { ...row, living: true })
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
      if (known) this.#put(key, known)
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
      added: [...this.#now].flatMap(([key, row]) => (this.#before.has(key) ? [] : [row])),
      removed: [...this.#removed.values()],
    }
  }

  #put(key: string, row: StandingRow): void {
    this.#now.set(key, row)
    this.#byPair.put(key, row)
    this.#byType.put(key, row)
  }

  #drop(key: string, row: AssociationRow): void {
    this.#now.delete(key)
    this.#byPair.drop(key, row)
    this.#byType.drop(key, row)
  }
}

/** Rows by what they have in common; made when somebody first asks, which many calls never do. */
class Index {
  readonly #all: ReadonlyMap<string, StandingRow>
  readonly #placeOf: (row: AssociationRow) => string
  #keys: Map<string, Set<string>> | undefined

  constructor(all: ReadonlyMap<string, StandingRow>, placeOf: (row: AssociationRow) => string) {
    this.#all = all
    this.#placeOf = placeOf
  }

  rows(place: string): StandingRow[] {
    this.#keys ??= this.#made()
    return [...(this.#keys.get(place) ?? [])].flatMap((key) => this.#all.get(key) ?? [])
  }

  put(key: string, row: AssociationRow): void {
    if (this.#keys) putAt(this.#keys, this.#placeOf(row), key)
  }

  drop(key: string, row: AssociationRow): void {
    this.#keys?.get(this.#placeOf(row))?.delete(key)
  }

  #made(): Map<string, Set<string>> {
    const keys = new Map<string, Set<string>>()
    for (const [key, row] of this.#all) putAt(keys, this.#placeOf(row), key)
    return keys
  }
}

function putAt(keys: Map<string, Set<string>>, place: string, key: string): void {
  const known = keys.get(place)
  if (known) known.add(key)
  else keys.set(place, new Set([key]))
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

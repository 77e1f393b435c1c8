// One node of a compiled criteria tree: its four meanings side by side.
import type { Problem } from '@millrace/model'
import type { Sql } from 'sql-template-tag'
import type { FilterContext, FilterRecord } from './compiled.js'
import type { ReadsBuilder } from './reads.js'
import type { SqlRow } from './sql-row.js'

export interface Condition {
  /** Yes or no, never "unknown". */
  matches(record: FilterRecord, now: number): boolean
  /** The same answer in SQL, never NULL. */
  toSql(row: SqlRow): Sql
  read(reads: ReadsBuilder): void
  /** The earliest instant after `now` at which the answer may change by the clock alone. */
  nextFlip(record: FilterRecord, now: number): number | null
  describe(): string
}

/** What compiling needs to know at one place of the tree, and where it says what is wrong. */
export interface Place {
  readonly context: FilterContext
  /** Object type of the record that is looked at here: another one below an association. */
  readonly objectTypeId: string
  /** `filterBranches[0].filters[1]`. */
  readonly path: string
  readonly problems: Problem[]
}

/** The place of a member below this one. */
export function below(place: Place, member: string): Place {
  return { ...place, path: place.path === '' ? member : `${place.path}.${member}` }
}

/** The earlier of two flips. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.min(a, b)
}

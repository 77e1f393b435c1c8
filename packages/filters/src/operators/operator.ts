// What an operator is: a question about one value, asked only where there is one.
import type { CanonicalValue, ProblemCode, Property } from '@millrace/model'
import type { Sql } from 'sql-template-tag'
import type { FilterContext } from '../compiled.js'
import type { Operation } from '../filter.js'
import type { SqlValue } from '../sql-row.js'
import type { ValueSource } from '../value-source.js'

export type ValueKind = 'text' | 'number' | 'bool' | 'options'

/** A question and its two meanings. A value of another kind never gets here: the tree answers *no* for it. */
export interface Test {
  readonly kind: ValueKind
  /** Further values the question needs, of the same kind; where one is missing the tree decides (W-FLS-6). */
  readonly operands?: readonly ValueSource[]
  matches(value: CanonicalValue, operands: readonly CanonicalValue[], now: number): boolean
  /** False or NULL where a value is of another kind. */
  toSql(value: SqlValue, operands: readonly SqlValue[], now: number): Sql
  /** Only of questions that the clock answers. */
  nextFlip?(value: CanonicalValue, now: number): number | null
}

/** An operator with its operands, as the tree asks it. */
export interface Meaning {
  readonly test: Test
  /** Asks for the opposite; such operators may let records with no value pass (W-FLS-7). */
  readonly negated: boolean
  /** Of the current value, of any value ever had, or of the time of the last update. */
  readonly over: 'value' | 'history' | 'updated'
  /** `is any of Google or Bing`, said after the property's name. */
  readonly words: string
  /** Who the users of the account are decides as well (W-FLF-25). */
  readonly readsUsers?: boolean
}

export interface Refusal {
  readonly code: ProblemCode
  readonly reason: string
  /** The member of the operation that is wrong. */
  readonly member: string
}

export interface OperatorContext {
  readonly filter: FilterContext
  readonly objectTypeId: string
  readonly property: Property
}

/** The operators of one operation type (api.md 5.3). */
export interface OperatorFamily {
  readonly operationType: string
  /** Whether the operation fits a property of this type; a misfit is a 400. */
  fits(property: Property, operation: Operation): boolean
  compile(operation: Operation, context: OperatorContext): Meaning | Refusal
}

export function isRefusal(outcome: Meaning | Refusal): outcome is Refusal {
  return 'code' in outcome
}

export function invalid(member: string, reason: string): Refusal {
  return { code: 'FILTER_INVALID', member, reason }
}

export function unknownOperator(operation: Operation): Refusal {
  return {
    code: 'FILTER_UNSUPPORTED',
    member: 'operator',
    reason: `${operation.operationType} has no operator ${operation.operator}.`,
  }
}

const kindChecks: Readonly<Record<ValueKind, (value: CanonicalValue) => boolean>> = {
  text: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  bool: (value) => typeof value === 'boolean',
  options: (value) => typeof value === 'string' || typeof value === 'object',
}

/** Tells values of the kind a test asks about. */
export function kindCheck(kind: ValueKind): (value: CanonicalValue) => boolean {
  return kindChecks[kind]
}

/** `a`, `a or b`, `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}

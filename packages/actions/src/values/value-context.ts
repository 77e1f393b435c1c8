// What compiling a value may consult, and how a value refuses to be written.
import type { CanonicalValue, Catalogue, EventType, Problem, Property } from '@millrace/model'
import type { Crm, LiveRecord, Member } from '../crm.js'
import type { KnownOutcomeCode } from '../outcome-codes.js'
import type { Findings } from '../prepare.js'
import type { FetchedRecords } from './fetched-records.js'

export interface ValueContext {
  readonly catalogue: Catalogue
  /** Type of the enrolled record. */
  readonly objectTypeId: string
  readonly timeZone: string
  /** A-EDR-19: an empty source clears the target instead of leaving it as it is. */
  readonly clearWhenEmpty: boolean
  readonly findings: Findings
  /** What the flow fetches besides the enrolled record; absent: nothing. */
  readonly fetched?: FetchedRecords
  /** Events that enroll; absent: none does. */
  readonly events?: readonly EventType[]
}

/** Why one value is not written, while the others of the same action are (A-EDR-20). */
export class Refusal {
  readonly code: KnownOutcomeCode
  readonly message: string

  constructor(code: KnownOutcomeCode, message: string) {
    this.code = code
    this.message = message
  }

  static of(problem: Problem): Refusal {
    return new Refusal(
      problem.code === 'INVALID_OPTION' ? 'invalid_option' : 'invalid_value',
      problem.message,
    )
  }
}

/** A value to write, null to clear, undefined to leave the target as it is, or why it cannot be. */
export type Assigned = CanonicalValue | null | undefined | Refusal

/** One property and where its value comes from, compiled. */
export interface Assignment {
  readonly target: Property
  /** Properties of the enrolled record that it reads. */
  readonly reads: readonly string[]
  /** It needs the target's current value: increment, append. */
  readonly readsTarget: boolean
  /** `target` is the record written to; null while it is yet to be created. */
  value(member: Member, target: LiveRecord | null, crm: Crm): Assigned
}

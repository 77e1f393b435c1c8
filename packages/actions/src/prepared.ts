// CONTRACT. What preparing a node gives: the step compiled for one revision, or why there is none.
import type { Reads } from '@millrace/filters'
import type { Problem } from '@millrace/model'
import type { Crm, LiveRecord, Member } from './crm.js'
import type { AwaitedEnd, Outcome, Outputs } from './outcome.js'

export interface Reference {
  readonly kind: 'secret' | 'workflow' | 'email' | 'subscription' | 'user' | 'team'
  readonly id: string
  /** Where the node names it. */
  readonly field: string
  /** Of a workflow: what it must enroll; absent: anything. */
  readonly objectTypeId?: string
}

/** An address that a step calls, as far as it is known before it runs: scheme, host and port always are. */
export interface Destination {
  readonly url: string
  /** Where the node names it. */
  readonly field: string
}

/** A node compiled for one revision. */
export interface Prepared {
  /** What running it reads of the enrolled record; properties it writes are in `writes`. */
  readonly reads: Reads
  readonly writes: ReadonlySet<string>
  /** Static lists that it puts records into or takes them out of. */
  readonly changesLists?: ReadonlySet<number>
  /** Things of the account that it names besides properties: publishing asks whether they exist (W-PUB-22, A-GEN-18). */
  readonly references?: readonly Reference[]
  /** Where its requests go: publishing asks whether any may leave for there (A-WHK-5). */
  readonly destination?: Destination
  /** Runs the step for every member at once; one outcome a member, in order. Sync wherever nothing immediate is asked. */
  run(members: readonly Member[], crm: Crm): readonly Outcome[] | Promise<readonly Outcome[]>
  /**
   * Waits: when whoever reached it at `since` may go on, both epoch ms; null: there is nothing left to wait for. Asked when
   * a timer fires after the wait was edited (W-RUN-8 to 11), or where it follows the record. Never throws.
   */
  dueFrom?(since: number, record: LiveRecord): number | null
  /** Waits: properties of the enrolled record whose change moves the end of the wait (A-DLP-7). */
  readonly follows?: ReadonlySet<string>
  /** Waits: only business days of the account count (A-DLT-4); changing its calendar moves the end of the wait. */
  readonly followsCalendar?: boolean
  /** Waits: outputs once it is over; `due` null: there was nothing left to wait for (A-DLP-8). */
  afterWait?(due: number | null): Outputs
  /** Steps that wait for other enrollments: how the step ends once all have, or the longest wait is over. */
  afterAwaiting?(ends: readonly AwaitedEnd[]): Outcome
}

export type PrepareResult =
  | {
      readonly ok: true
      readonly prepared: Prepared
      /** Blocks publishing; what is live already runs on, failing only in the parts concerned (A-GEN-18, A-EDR-20). */
      readonly issues?: readonly Problem[]
      /** Worth a look, blocks nothing. */
      readonly warnings?: readonly Problem[]
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

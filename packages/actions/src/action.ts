// CONTRACT. An action describes itself: everything the editor, the API, the importer and the engine know of it.
import type { FilterContext, Reads } from '@millrace/filters'
import type { CanonicalValue, Catalogue, Problem } from '@millrace/model'
import type * as z from 'zod'
import type { Crm, LiveRecord, Member } from './crm.js'
import type { KnownOutcomeCode } from './outcome-codes.js'
import type { FetchedRecords } from './values/fetched-records.js'

/** Node kinds of the flow document (api.md 6.1). */
export type NodeKind =
  | 'SINGLE_CONNECTION'
  | 'STATIC_BRANCH'
  | 'LIST_BRANCH'
  | 'AB_TEST_BRANCH'
  | 'CUSTOM_CODE'
  | 'WEBHOOK'

export type Category = 'flow' | 'crm' | 'communication' | 'sales' | 'data' | 'external'

/** A node as it stands in the document, unknown members included. */
export interface ActionNode {
  readonly actionId: string
  readonly type: NodeKind
  readonly actionTypeId?: string
  readonly actionTypeVersion?: number
  readonly fields?: Readonly<Record<string, unknown>>
  readonly [member: string]: unknown
}

/** What an outgoing edge is called: `next`, a branch index as text (`0`, `1` …) or `default`. */
export type EdgeKey = string

export type OutcomeCode = KnownOutcomeCode

/** A closed value (M-LOGA-16): how one execution ended. */
export type Outcome =
  | {
      readonly kind: 'succeeded'
      readonly code?: OutcomeCode
      readonly outputs?: Outputs
      readonly detail?: Detail
    }
  | { readonly kind: 'skipped'; readonly code: OutcomeCode; readonly detail?: Detail }
  | {
      readonly kind: 'failed'
      readonly code: OutcomeCode
      readonly outputs?: Outputs
      readonly detail?: Detail
    }
  /** Takes one edge; `label` names it in the log (W-LOG-12, M-LOGA-10). */
  | { readonly kind: 'branched'; readonly edge: EdgeKey; readonly label: string; readonly detail?: Detail }
  /** Waits until the moment (epoch ms), then goes on along `next`. */
  | { readonly kind: 'waiting'; readonly until: number; readonly detail?: Detail }
  /** Waits until these enrollments, made by this step, have ended, but no longer than until the moment (A-FLW-10). */
  | {
      readonly kind: 'awaiting'
      readonly enrollmentIds: readonly number[]
      readonly until: number
      readonly detail?: Detail
    }
  /** Leaves the database: becomes an outbox row in the wave's transaction. */
  | { readonly kind: 'effect'; readonly effect: Effect }
  /** The enrollment ends here: as completed, or as taken out by the action itself (A-FLW-12). */
  | {
      readonly kind: 'ended'
      readonly code: OutcomeCode
      readonly unenrolled?: boolean
      readonly detail?: Detail
    }

/** How an awaited enrollment ended; null: it goes on still. */
export type AwaitedEnd = 'completed' | 'goal_met' | 'unenrolled' | 'failed' | null

export type Outputs = Readonly<Record<string, CanonicalValue>>
export type Detail = Readonly<Record<string, unknown>>

export interface Effect {
  /** Which sender takes it: `webhook`, `email` … */
  readonly kind: string
  /** One destination host, or what is mailed (`…@smtp`): a slow one blocks nobody else (engine.md 5). */
  readonly lane: string
  /** Whether sending twice with the same id is harmless; if not, an unclear end is *in doubt*. */
  readonly repeatSafe: boolean
  readonly request: Readonly<Record<string, unknown>>
}

/** What preparing a node may consult: once per revision, never per record. */
export interface PrepareContext {
  readonly catalogue: Catalogue
  readonly objectTypeId: string
  readonly filters: FilterContext
  readonly timeZone: string
  /** What the flow fetches besides the enrolled record; absent: nothing. */
  readonly fetched?: FetchedRecords
}

export interface Reference {
  readonly kind: 'secret' | 'workflow' | 'email' | 'subscription' | 'user' | 'team'
  readonly id: string
  /** Where the node names it. */
  readonly field: string
  /** Of a workflow: what it must enroll; absent: anything. */
  readonly objectTypeId?: string
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

export interface Action {
  /** `0-5` for SINGLE_CONNECTION types; the node kind for the others. */
  readonly type: string
  readonly kind: NodeKind
  readonly title: string
  readonly help: string
  readonly category: Category
  /** Object types it can be used with; absent: all. */
  readonly objectTypeIds?: readonly string[]
  /** Shape of the node's own members: types, validation, JSON Schema, forms and docs derive from it. */
  readonly schema: z.ZodType
  readonly outputs: readonly { readonly name: string; readonly type: string; readonly label: string }[]
  /** Whether an unclear end may be repeated with the same id. */
  readonly repeatSafe: boolean
  /** Kind of the effects it sends; absent: it leaves nothing in the outbox. */
  readonly effectKind?: string
  /** Delays and branches: never rescheduled by execution windows (W-SET-9). */
  readonly ignoresWindows: boolean
  /** Least wait in ms it guarantees on every visit, 0 for none: what closes a cycle (A-FLW-3). */
  shortestWait(node: ActionNode): number
  /** Named outgoing edges in order, as drawn. `edge` members are api.md 6.1's. */
  edges(node: ActionNode): readonly {
    readonly key: EdgeKey
    readonly label: string
    readonly to: string | null
    readonly edgeType: 'STANDARD' | 'GOTO'
  }[]
  /** Checks the node against the account and compiles it. Problems name the field relative to the node. */
  prepare(node: ActionNode, context: PrepareContext): PrepareResult
}

// CONTRACT. What a criteria tree means: four walks over one compiled tree.
import type { CanonicalValue, Catalogue } from '@millrace/model'
import type { Sql } from 'sql-template-tag'

export interface FilterContext {
  readonly catalogue: Catalogue
  readonly objectTypeId: string
  /** Zone for dates: the workflow's, else the account's (W-OPR-14). */
  readonly timeZone: string
  /** W-FLS-7: in contact workflows negative operators also match records with no value. */
  readonly negativeMatchesEmpty: boolean
}

/** One earlier value of a property, oldest first; the current one is the last. */
export interface ValueSeen {
  readonly value: CanonicalValue | null
  /** Epoch ms of the write. */
  readonly at: number
}

export type WorkflowStatusKind =
  | 'WORKFLOWS_ENROLLMENT'
  | 'WORKFLOWS_ACTIVE'
  | 'WORKFLOWS_COMPLETED'
  | 'WORKFLOWS_GOAL_MET'

/** A record as filters see it: current values now, or values at one version while changes are replayed. */
export interface FilterRecord {
  readonly id: number
  readonly objectTypeId: string
  /** Canonical value, undefined where there is none. System columns (`hs_object_id`, `createdate` …) included. */
  value(name: string): CanonicalValue | undefined
  /** Needed only where `reads.history` names the property. */
  history(name: string): readonly ValueSeen[]
  /** Needed only where `reads.associations` names the path. null type id: any association of that object type. */
  associated(objectTypeId: string, category: string | null, typeId: number | null): readonly FilterRecord[]
  /** Needed only where `reads.lists` names the list. */
  inList(listId: number): boolean
  /** Needed only where `reads.workflows` names the workflow. */
  workflowStatus(workflowId: number, kind: WorkflowStatusKind): boolean
  wasImported(importId: string): boolean
}

export interface AssociationRead {
  readonly objectTypeId: string
  readonly category: string | null
  readonly typeId: number | null
  readonly reads: Reads
}

/** What a filter depends on; what a change must touch to matter to it. */
export interface Reads {
  /** Names of properties of the filtered record itself. */
  readonly properties: ReadonlySet<string>
  /** Properties whose history is asked (has ever been …, updated in …). */
  readonly history: ReadonlySet<string>
  readonly associations: readonly AssociationRead[]
  readonly lists: ReadonlySet<number>
  readonly workflows: ReadonlySet<number>
  readonly imports: ReadonlySet<string>
  /** Some condition flips as time passes (W-FLS-3). */
  readonly clock: boolean
  /** Some condition flips as users of the account come, go, or change teams (W-FLF-25). */
  readonly users: boolean
}

export interface CompiledFilter {
  readonly reads: Reads
  /** True when the record meets the criteria at `now` (epoch ms). Never null, never throws for a well-typed record. */
  matches(record: FilterRecord, now: number): boolean
  /** Index of the first root group that matches, or null (W-LOG-12). */
  matchedGroup(record: FilterRecord, now: number): number | null
  /**
   * The same meaning as a SQL boolean expression, never NULL, over `records` aliased `r` and, when `needsCold`,
   * `cold_values` LEFT JOINed as `c`. Date bounds are computed from `now` here, in code.
   */
  toSql(now: number): { readonly condition: Sql; readonly needsCold: boolean }
  /** The earliest instant after `now` at which the answer may change without any write; null when none. */
  nextFlip(record: FilterRecord, now: number): number | null
  /** One English sentence. */
  describe(): string
}

// CONTRACT. What an action may ask of the world. Production, simulation and tests each bring their own ports.
//
// Two kinds (engine.md 4). Deferred: property writes, collected and settled with the wave. Immediate: effects the
// database may refuse, one set-based statement for the whole group. The simulation's ports cannot write.
import type { FilterRecord } from '@millrace/filters'
import type { CanonicalValue, Catalogue, Problem, Property } from '@millrace/model'

/** A record locked by this wave: reads see what earlier steps of the wave wrote. */
export interface LiveRecord extends FilterRecord {
  readonly createdByWorkflowId: number | null
  readonly createdByActionId: string | null
}

/** One enrollment standing at the step that runs now. */
export interface Member {
  readonly enrollmentId: number
  readonly record: LiveRecord
  /** How often this enrollment has been at this action, this time included: 1, 2, … */
  readonly visit: number
  /** Output of an earlier action, undefined when it was skipped, failed or not reached (A-GEN-13). */
  output(actionId: string, key: string): CanonicalValue | undefined
  /** Property of the event that enrolled it (W-EVS-17). */
  eventProperty(name: string): CanonicalValue | undefined
}

export interface AssociationSpec {
  readonly category: string
  readonly typeId: number
}

export interface NewRecord {
  readonly objectTypeId: string
  readonly values: Readonly<Record<string, CanonicalValue>>
  /** Read from the new record to the existing one (api.md 6.3). */
  readonly associations: readonly { readonly spec: AssociationSpec; readonly toRecordId: number }[]
}

export type CreateResult =
  | { readonly ok: true; readonly recordId: number }
  | {
      readonly ok: false
      readonly code: 'already_exists'
      readonly existingId: number
      readonly field: string
    }
  | { readonly ok: false; readonly code: 'invalid'; readonly problem: Problem }

export interface Crm {
  readonly catalogue: Catalogue
  /** The wave's one moment: epoch ms of the database (engine.md 4, determinism). */
  readonly now: number
  /** The workflow's zone, else the account's. */
  readonly timeZone: string
  readonly workflowId: number
  readonly actionId: string

  /** Deferred. Writes one canonical value, or clears it; equal to the current one is no change (A-EDR-26). */
  write(record: LiveRecord, property: Property, value: CanonicalValue | null): void
  /** Immediate. Creates the records, one result a request, in order; nothing is half-created (A-CRE-11). */
  createRecords(
    requests: readonly { readonly member: Member; readonly record: NewRecord }[],
  ): Promise<readonly CreateResult[]>
  /** Associated records, locked with the wave (data sources and targets); may end the wave for the member. */
  associated(member: Member, spec: AssociationSpec): Promise<readonly LiveRecord[]>
  /** 0 ≤ x < 1, a hash of (enrollment, action, visit, purpose): the same at every retry. */
  random(member: Member, purpose: string): number
  /** 0 ≤ x < 1, a hash of (record, workflow, action, purpose): the same at every enrollment of the record. */
  lotOf(record: LiveRecord, purpose: string): number
}

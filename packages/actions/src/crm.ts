// CONTRACT. What an action may ask of the world. Production, simulation and tests each bring their own ports.
//
// Two kinds (engine.md 4). Deferred: property writes, collected and settled with the wave. Immediate: effects the
// database may refuse, one set-based statement for the whole group. The simulation's ports cannot write.
import type { FilterRecord } from '@millrace/filters'
import type { CanonicalValue, Catalogue, Problem, Property } from '@millrace/model'
import type { KnownOutcomeCode } from './outcome-codes.js'

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
  /** Property of the event that enrolled it (W-EVS-17); undefined where that was no event of this kind (W-EVS-18). */
  eventProperty(eventTypeId: string, name: string): CanonicalValue | undefined
}

export interface AssociationSpec {
  readonly category: string
  readonly typeId: number
}

/** Of several associated records the one with the lowest id, or who was associated first, or last. */
export type OneAssociated = 'lowest id' | 'first' | 'last'

export interface NewRecord {
  readonly objectTypeId: string
  readonly values: Readonly<Record<string, CanonicalValue>>
  /** Read from the new record to the existing one (api.md 6.3). */
  readonly associations: readonly { readonly spec: AssociationSpec; readonly toRecordId: number }[]
}

export type CreateResult =
  /** `notAssociated`: why some of its associations were refused (A-CRE-12). */
  | { readonly ok: true; readonly recordId: number; readonly notAssociated?: readonly string[] }
  | {
      readonly ok: false
      readonly code: 'already_exists'
      readonly existingId: number
      readonly field: string
    }
  | { readonly ok: false; readonly code: 'invalid'; readonly problem: Problem }

/** Which records are looked for: those whose property has a value, canonical for it (A-ASC-2). */
export interface MatchRequest {
  readonly member: Member
  readonly property: Property
  readonly value: CanonicalValue
}

export interface Matches {
  /** The first hundred by creation date, without the enrolled record (A-ASC-5). */
  readonly records: readonly LiveRecord[]
  readonly total: number
}

/** What is to become of the enrolled record's associations with another one, read outward: first removed, then set. */
export interface LinkChange {
  readonly member: Member
  readonly toRecordId: number
  readonly set: readonly AssociationSpec[]
  /** `labels`: every label, never the association. */
  readonly remove: readonly AssociationSpec[] | 'all' | 'labels'
}

export type LinkResult = { readonly ok: true } | { readonly ok: false; readonly problem: Problem }

/** A record that is to enter another workflow, in the name of a member. */
export interface EntryRequest {
  readonly member: Member
  /** The enrolled record, or an associated one as `associated` gave it. */
  readonly record: LiveRecord
  readonly workflowId: number
  /** The member will wait for its end. */
  readonly awaited: boolean
}

export type EntryResult =
  | { readonly ok: true; readonly enrollmentId: number }
  /** `broken`: the workflow cannot be entered by anybody: off, deleted, for other records (A-FLW-7). */
  | { readonly ok: false; readonly code: KnownOutcomeCode; readonly broken: boolean }

/** Users to be told something inside the app, in the name of a member. */
export interface NotifyRequest {
  readonly member: Member
  readonly userIds: readonly number[]
  readonly teamIds: readonly number[]
  readonly ownerIds: readonly number[]
  readonly title: string
  readonly body: string
}

export interface NotifyResult {
  /** Ids of the users who are told. */
  readonly notified: readonly number[]
  /** Of those who muted the workflow (A-NTI-4). */
  readonly muted: readonly number[]
  /** How many of those named are no active users. */
  readonly unknown: number
}

/** The enrolled record is to come into a static list, or to leave it. */
export interface ListChange {
  readonly member: Member
  readonly listId: number
  readonly to: 'join' | 'leave'
}

/** `changed`: false for who was in it, or not in it, already (A-MNG-12). */
export type ListChangeResult =
  | { readonly ok: true; readonly changed: boolean }
  | { readonly ok: false; readonly code: 'missing_list' | 'list_not_static' | 'list_full' }

/** Somebody opted in or out of a kind of e-mail, in the name of a member. */
export interface SubscriptionChange {
  readonly member: Member
  /** As it stands on the contact. */
  readonly address: string
  readonly subscriptionId: number
  readonly subscribed: boolean
  readonly legalBasis: string | null
  readonly legalBasisExplanation: string | null
}

/** `opted_out`: by the person, which no workflow takes back (A-MKT-5). */
export type SubscriptionResult = 'changed' | 'opted_out' | 'unknown'

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
  /** Records that have a value, locked with the wave; may end the wave for its members. */
  matching(requests: readonly MatchRequest[]): Promise<readonly Matches[]>
  /** Immediate. Changes associations with records that `associated` or `matching` gave; one result a change, in order. */
  changeAssociations(changes: readonly LinkChange[]): Promise<readonly LinkResult[]>
  /** Deferred. Deletes the enrolled record when everything else of the wave is done (A-MNG-1). */
  deleteEnrolled(member: Member): void
  /**
   * Associated records, or one of them, locked with the wave (targets and data sources); may end the wave for the member.
   */
  associated(member: Member, spec: AssociationSpec, one?: OneAssociated): Promise<readonly LiveRecord[]>
  /** Immediate. Lets records into other workflows by their rules but for their triggers (A-FLW-8); in order. */
  enroll(requests: readonly EntryRequest[]): Promise<readonly EntryResult[]>
  /** Immediate. Takes enrolled records out of workflows, `others`: of all but this one; ids of those they left, in order. */
  unenroll(
    requests: readonly { readonly member: Member; readonly workflowIds: readonly number[] | 'others' }[],
  ): Promise<readonly (readonly number[])[]>
  /** Immediate. Puts enrolled records into static lists and takes them out; one result a request, in order. */
  changeLists(requests: readonly ListChange[]): Promise<readonly ListChangeResult[]>
  /** Immediate. Tells users something; one result a request, in order. */
  notify(requests: readonly NotifyRequest[]): Promise<readonly NotifyResult[]>
  /** Immediate. Opts addresses in or out; one result a change, in order. */
  changeSubscriptions(changes: readonly SubscriptionChange[]): Promise<readonly SubscriptionResult[]>
  /** 0 ≤ x < 1, a hash of (enrollment, action, visit, purpose): the same at every retry. */
  random(member: Member, purpose: string): number
  /** 0 ≤ x < 1, a hash of (record, workflow, action, purpose): the same at every enrollment of the record. */
  lotOf(record: LiveRecord, purpose: string): number
}

import type { Chain, ChangeSource, Lane, Patch } from '@millrace/model'

export const changeKinds = [
  'created',
  'changed',
  'deleted',
  'restored',
  'merged',
  'associated',
  'listed',
] as const
export type ChangeKind = (typeof changeKinds)[number]

/** One new version of one locked record, or the first of a new one. */
export interface PatchRow {
  readonly recordId: number
  /** Where its row stood when this transaction read it under its lock; absent: to be looked up. */
  readonly place?: string
  readonly objectTypeId: string
  /** The new one: the record's version plus 1; 1 when created. */
  readonly version: number
  readonly kind: ChangeKind
  readonly source: ChangeSource
  readonly chain: Chain
  readonly patch: Patch
  /** With `created`: the step that made it (A-CRE-9). */
  readonly createdBy?: { readonly workflowId: number; readonly actionId: string }
}

export interface WriteMoment {
  readonly lane: Lane
  /** Epoch ms. */
  readonly at: number
  /** The unique values of all rows were taken by `claimKeys` before, in this transaction. */
  readonly uniqueClaimed?: true
}

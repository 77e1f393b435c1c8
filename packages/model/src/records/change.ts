// CONTRACT. Who changed a record, and through which chain of causes (engine.md 2, 4; A-GEN-19; W-ENR-13).
import type { Patch } from './value.js'

export type ChangeSource =
  | { readonly type: 'API'; readonly tokenId?: number }
  | { readonly type: 'IMPORT'; readonly importId: string }
  | { readonly type: 'USER'; readonly userId: number }
  | {
      readonly type: 'WORKFLOW'
      readonly workflowId: number
      readonly enrollmentId: number
      readonly actionIds: readonly string[]
    }
  | { readonly type: 'MERGE'; readonly mergedRecordId: number }
  | { readonly type: 'FORM'; readonly formId: string }
  | { readonly type: 'SYSTEM' }

/** One hop of a chain of causes: workflow, record, and whether that run waited before it caused the next hop. */
export interface Cause {
  readonly workflowId: number
  readonly recordId: number
  readonly waited: boolean
}
export type Chain = readonly Cause[]

export interface Change {
  readonly recordId: number
  readonly version: number
  readonly at: number
  readonly source: ChangeSource
  readonly chain: Chain
  readonly patch: Patch
}

/** Which lane work goes through (engine.md 4). */
export const lanes = ['interactive', 'timers', 'bulk'] as const
export type Lane = (typeof lanes)[number]

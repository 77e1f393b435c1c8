// CONTRACT. An action describes itself: everything the editor, the API, the importer and the engine know of it.
import type { FilterContext } from '@millrace/filters'
import type { Catalogue, EventType } from '@millrace/model'
import type * as z from 'zod'
import type { ActionNode, NodeKind } from './action-node.js'
import type { EdgeKey } from './outcome.js'
import type { PrepareResult } from './prepared.js'
import type { FetchedRecords } from './values/fetched-records.js'

export type Category = 'flow' | 'crm' | 'communication' | 'sales' | 'data' | 'external'

/** What preparing a node may consult: once per revision, never per record. */
export interface PrepareContext {
  readonly catalogue: Catalogue
  readonly objectTypeId: string
  readonly filters: FilterContext
  readonly timeZone: string
  /** What the flow fetches besides the enrolled record; absent: nothing. */
  readonly fetched?: FetchedRecords
  /** Events that enroll; absent: none does, and no value can come of one. */
  readonly events?: readonly EventType[]
}

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

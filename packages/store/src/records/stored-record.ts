// A record as it was read: lazy views over the parsed columns, no value is copied.
import type { LiveRecord } from '@millrace/actions'
import type { FilterRecord, ValueSeen, WorkflowStatusKind } from '@millrace/filters'
import { type CanonicalValue, systemColumnOf, type Values } from '@millrace/model'

export interface StoredRecord extends LiveRecord {
  /** Where its row stands while this transaction holds its lock and has not written it. */
  readonly place: string
  /** Counts the writes of this record; 1 is its creation. */
  readonly version: number
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt: number | null
  /** The record that took this one in. */
  readonly mergedInto: number | null
  /** The cold values came along as well. */
  readonly isWhole: boolean
  /** All values that were loaded, system columns not among them. Cold ones only where the load asked for them. */
  values(): Values
}

/** Neither deleted nor merged into another record. */
export function isLiving({ deletedAt, mergedInto }: StoredRecord): boolean {
  return deletedAt === null && mergedInto === null
}

/** A row of `records`, and of `cold_values` where it was joined: undefined when it was not, null when there is none. */
export interface RecordRow {
  readonly id: number
  readonly place: string
  readonly object_type_id: string
  readonly version: number
  readonly created_at: number
  readonly updated_at: number
  readonly hot: Values
  readonly cold?: Values | null
  readonly created_by_workflow_id: number | null
  readonly created_by_action_id: string | null
  readonly merged_into: number | null
  readonly deleted_at: number | null
}

/** What the load was asked for besides values; shared by all records of one load. */
export interface Surroundings {
  readonly histories?: ReadonlyMap<number, ReadonlyMap<string, readonly ValueSeen[]>>
  /** By path (`pathOf`), then by record. */
  readonly associated?: ReadonlyMap<string, ReadonlyMap<number, readonly FilterRecord[]>>
  /** `record list`, `record workflow status`, `record import`. */
  readonly lists?: ReadonlySet<string>
  readonly statuses?: ReadonlySet<string>
  readonly imports?: ReadonlySet<string>
}

export function pathOf(objectTypeId: string, category: string | null, typeId: number | null): string {
  return `${objectTypeId} ${category ?? ''} ${typeId ?? ''}`
}

const unseen: readonly ValueSeen[] = []
const nobody: readonly FilterRecord[] = []

export class RowRecord implements StoredRecord {
  readonly id: number
  readonly place: string
  readonly objectTypeId: string
  readonly version: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt: number | null
  readonly mergedInto: number | null
  readonly createdByWorkflowId: number | null
  readonly createdByActionId: string | null
  readonly isWhole: boolean
  readonly #hot: Values
  readonly #cold: Values | undefined
  readonly #surroundings: Surroundings

  constructor(row: RecordRow, surroundings: Surroundings) {
    this.id = row.id
    this.place = row.place
    this.objectTypeId = row.object_type_id
    this.version = row.version
    this.createdAt = row.created_at
    this.updatedAt = row.updated_at
    this.deletedAt = row.deleted_at
    this.mergedInto = row.merged_into
    this.createdByWorkflowId = row.created_by_workflow_id
    this.createdByActionId = row.created_by_action_id
    this.#hot = row.hot
    this.isWhole = row.cold !== undefined
    this.#cold = row.cold ?? undefined
    this.#surroundings = surroundings
  }

  /** Hot first: while a property moves, its cold copy may be older (engine.md 2). */
  value(name: string): CanonicalValue | undefined {
    if (Object.hasOwn(this.#hot, name)) return this.#hot[name]
    if (this.#cold && Object.hasOwn(this.#cold, name)) return this.#cold[name]
    return this.#column(name)
  }

  #column(name: string): CanonicalValue | undefined {
    switch (systemColumnOf(name)) {
      case 'id':
        return this.id
      case 'created_at':
        return this.createdAt
      case 'updated_at':
        return this.updatedAt
      default:
        return undefined
    }
  }

  values(): Values {
    const values: Record<string, CanonicalValue> = {}
    for (const side of [this.#cold, this.#hot]) {
      if (!side) continue
      for (const [name, value] of Object.entries(side)) if (!name.startsWith('~')) values[name] = value
    }
    return values
  }

  history(name: string): readonly ValueSeen[] {
    return asked(this.#surroundings.histories, `history of ${name}`).get(this.id)?.get(name) ?? unseen
  }

  associated(objectTypeId: string, category: string | null, typeId: number | null): readonly FilterRecord[] {
    const path = pathOf(objectTypeId, category, typeId)
    return asked(this.#surroundings.associated?.get(path), `association ${path}`).get(this.id) ?? nobody
  }

  inList(listId: number): boolean {
    return asked(this.#surroundings.lists, `list ${listId}`).has(`${this.id} ${listId}`)
  }

  workflowStatus(workflowId: number, kind: WorkflowStatusKind): boolean {
    const statuses = asked(this.#surroundings.statuses, `status in workflow ${workflowId}`)
    return statuses.has(`${this.id} ${workflowId} ${kind}`)
  }

  wasImported(importId: string): boolean {
    return asked(this.#surroundings.imports, `import ${importId}`).has(`${this.id} ${importId}`)
  }
}

/** Missing is a fault of ours, never "no": what a filter reads and nobody loaded must not decide it. */
function asked<T>(loaded: T | undefined, what: string): T {
  if (loaded === undefined) throw new Error(`${what} was not loaded: the reads of this load do not name it`)
  return loaded
}

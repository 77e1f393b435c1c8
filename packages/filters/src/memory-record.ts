// A record held in memory: for tests, previews and the simulation.
import type { CanonicalValue, Values } from '@millrace/model'
import type { FilterRecord, ValueSeen, WorkflowStatusKind } from './compiled.js'

export interface RecordExtras {
  readonly id?: number
  readonly objectTypeId?: string
  /** History by property; a property without one has had only its current value, since epoch 0. */
  readonly history?: Readonly<Record<string, readonly ValueSeen[]>>
  readonly associated?: readonly AssociatedRecord[]
  readonly lists?: readonly number[]
  readonly workflows?: Readonly<Record<number, readonly WorkflowStatusKind[]>>
  readonly imports?: readonly string[]
}

export interface AssociatedRecord {
  readonly record: FilterRecord
  readonly category?: string
  readonly typeId?: number
}

/** A `FilterRecord` with these canonical values. System columns are values like any other here. */
export function recordOf(values: Values, extras: RecordExtras = {}): FilterRecord {
  const { id = 1, objectTypeId = '0-1' } = extras
  const held = new Map<string, CanonicalValue>(Object.entries(values))
  if (!held.has('hs_object_id')) held.set('hs_object_id', id)
  const lists = new Set(extras.lists)
  const imports = new Set(extras.imports)
  return {
    id,
    objectTypeId,
    value: (name) => held.get(name),
    history(name) {
      const value = held.get(name)
      return extras.history?.[name] ?? (value === undefined ? [] : [{ value, at: 0 }])
    },
    associated: (type, category, typeId) =>
      associatedRecords(extras.associated ?? [], type, category, typeId),
    inList: (listId) => lists.has(listId),
    workflowStatus: (workflowId, kind) => extras.workflows?.[workflowId]?.includes(kind) ?? false,
    wasImported: (importId) => imports.has(importId),
  }
}

function associatedRecords(
  all: readonly AssociatedRecord[],
  type: string,
  category: string | null,
  typeId: number | null,
): readonly FilterRecord[] {
  const chosen = all.filter(
    (each) =>
      each.record.objectTypeId === type &&
      (typeId === null || (each.typeId === typeId && (category === null || each.category === category))),
  )
  return [...new Set(chosen.map((each) => each.record))]
}

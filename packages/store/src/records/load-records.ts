import {
  type AssociationRead,
  emptyReads,
  type FilterRecord,
  mergeReads,
  type Reads,
} from '@millrace/filters'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { readAssociated } from './read-associated.js'
import { readHistories } from './read-histories.js'
import { readRows } from './read-rows.js'
import { readImports, readListMemberships, readWorkflowStatuses } from './read-standing.js'
import {
  isLiving,
  pathOf,
  type RecordRow,
  RowRecord,
  type StoredRecord,
  type Surroundings,
} from './stored-record.js'

/** Reads nothing but hot values. */
export const hotOnly: Reads = emptyReads

/**
 * Records as filters and actions see them, by id, deleted ones too; ids without a record are left out. For records about
 * to be written: a statement of its own after `lockRecords`. Hot values always come along, cold ones when `reads` names
 * one, the rest as `reads` asks; each costs one statement for all records. `types`: the object types whose values are
 * asked, when the caller knows: a name that is cold in another type then costs nothing.
 */
export async function loadRecords(
  tx: Transaction,
  definitions: Definitions,
  ids: readonly number[],
  reads: Reads,
  types?: ReadonlySet<string>,
): Promise<Map<number, StoredRecord>> {
  const records = new Map<number, StoredRecord>()
  if (ids.length === 0) return records
  const rows = await rowsFor(tx, definitions, ids, reads, types)
  const surroundings = await surroundingsOf(tx, definitions, ids, reads)
  for (const row of rows) records.set(row.id, new RowRecord(row, surroundings))
  return records
}

/** Records with all their values. */
export async function loadWholeRecords(
  tx: Transaction,
  ids: readonly number[],
): Promise<Map<number, StoredRecord>> {
  if (ids.length === 0) return new Map()
  const rows = await readRows(tx, ids, true)
  return new Map(rows.map((row) => [row.id, new RowRecord(row, {})]))
}

/** With several object types in one load a name may be cold in one only: asked of every type, joined for all. */
function rowsFor(
  tx: Transaction,
  definitions: Definitions,
  ids: readonly number[],
  reads: Reads,
  types: ReadonlySet<string> | undefined,
): Promise<RecordRow[]> {
  return readRows(tx, ids, needsCold(definitions, reads.properties, types))
}

/** True where one of these properties stands, or may stand, beside the cold values. */
export function needsCold(
  { catalogue }: Definitions,
  names: ReadonlySet<string>,
  types?: ReadonlySet<string>,
): boolean {
  if (names.size === 0) return false
  for (const [type, properties] of catalogue.properties) {
    if (types?.has(type) === false) continue
    for (const name of names) {
      const placement = properties.get(name)?.placement
      if (placement === 'cold' || placement === 'moving') return true
    }
  }
  return false
}

async function surroundingsOf(
  tx: Transaction,
  definitions: Definitions,
  ids: readonly number[],
  reads: Reads,
): Promise<Surroundings> {
  return {
    ...(reads.history.size > 0 && { histories: await readHistories(tx, ids, reads.history) }),
    ...(reads.associations.length > 0 && {
      associated: await associatedOf(tx, definitions, ids, reads.associations),
    }),
    ...(reads.lists.size > 0 && { lists: await readListMemberships(tx, ids, reads.lists) }),
    ...(reads.workflows.size > 0 && { statuses: await readWorkflowStatuses(tx, ids, reads.workflows) }),
    ...(reads.imports.size > 0 && { imports: await readImports(tx, ids, reads.imports) }),
  }
}

async function associatedOf(
  tx: Transaction,
  definitions: Definitions,
  ids: readonly number[],
  paths: readonly AssociationRead[],
): Promise<ReadonlyMap<string, ReadonlyMap<number, readonly FilterRecord[]>>> {
  const found = new Map<string, ReadonlyMap<number, readonly FilterRecord[]>>()
  for (const path of onePerPath(paths)) {
    const pairs = await readAssociated(tx, ids, path)
    const others = await loadRecords(tx, definitions, [...new Set(pairs.map(({ to }) => to))], path.reads)
    found.set(pathOf(path.objectTypeId, path.category, path.typeId), byRecord(pairs, others))
  }
  return found
}

function byRecord(
  pairs: readonly { readonly from: number; readonly to: number }[],
  others: ReadonlyMap<number, StoredRecord>,
): ReadonlyMap<number, readonly FilterRecord[]> {
  const associated = new Map<number, FilterRecord[]>()
  for (const { from, to } of pairs) {
    const other = others.get(to)
    if (!other || !isLiving(other)) continue
    const known = associated.get(from)
    if (known) known.push(other)
    else associated.set(from, [other])
  }
  return associated
}

/** Several conditions over one path read their records once, with everything any of them reads. */
function onePerPath(paths: readonly AssociationRead[]): Iterable<AssociationRead> {
  const merged = new Map<string, AssociationRead>()
  for (const path of paths) {
    const key = pathOf(path.objectTypeId, path.category, path.typeId)
    const known = merged.get(key)
    merged.set(key, known ? { ...known, reads: mergeReads(known.reads, path.reads) } : path)
  }
  return merged.values()
}

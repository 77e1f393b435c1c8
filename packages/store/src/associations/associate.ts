// Associations stand in both directions, each under its own number; a labelled one also sets the unlabelled (api.md 7.3).
import { type AssociationType, Problem } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { applyPatches } from '../records/apply-patches.js'
import { hotOnly, loadRecords } from '../records/load-records.js'
import { lockRecords } from '../records/lock-records.js'
import type { StoredRecord } from '../records/stored-record.js'
import type { WriteMeta } from '../records/write-records.js'
import { readAssociations } from './read-associations.js'
import { type AssociationRow, deleteAssociations, insertAssociations } from './write-associations.js'

/** Read from the first record to the second. */
export interface AssociationSpec {
  readonly fromId: number
  readonly toId: number
  readonly category: string
  readonly typeId: number
  /** Where associations of one call have causes of their own: in place of the call's. */
  readonly cause?: Pick<WriteMeta, 'source' | 'chain'>
}

/** Without a type: everything between the two. */
export type AssociationRemoval = Pick<AssociationSpec, 'fromId' | 'toId'> &
  Partial<Pick<AssociationSpec, 'category' | 'typeId'>>

type Moment = WriteMeta & { readonly at: number }

/**
 * Sets associations; setting one that stands is no change. Where a record may have only one of a type (primary company,
 * parent company), the new one takes the label over from the old one. Throws ASSOCIATION_TYPE_NOT_FOUND, RECORD_NOT_FOUND.
 */
export async function associate(
  tx: Transaction,
  definitions: Definitions,
  meta: Moment,
  specs: readonly AssociationSpec[],
): Promise<void> {
  const records = await lockBoth(tx, definitions, specs)
  const added = specs.flatMap((spec) => rowsFor(definitions, records, spec))
  const standing = await readAssociations(tx, [...records.keys()])
  const replaced = await deleteAssociations(tx, takenOver(definitions, records, added, standing))
  const inserted = await insertAssociations(tx, onlyOnce(added))
  const causes = new Map(
    specs.flatMap(({ fromId, toId, cause }) =>
      cause ? [[fromId, cause] as const, [toId, cause] as const] : [],
    ),
  )
  await noteChanged(tx, definitions, meta, records, [...replaced, ...inserted], causes)
}

/** Removing an unlabelled association removes the labels with it; removing a label leaves the rest. */
export async function disassociate(
  tx: Transaction,
  definitions: Definitions,
  meta: Moment,
  removals: readonly AssociationRemoval[],
): Promise<void> {
  const records = await lockBoth(tx, definitions, removals)
  const standing = await readAssociations(tx, [...records.keys()])
  const doomed = removals.flatMap((removal) => {
    const type = removal.typeId === undefined ? undefined : typeOf(definitions, records, removal)
    return standing.filter((row) => isDoomed(row, removal, type))
  })
  const removed = await deleteAssociations(tx, onlyOnce(doomed))
  await noteChanged(tx, definitions, meta, records, removed)
}

function isDoomed(
  row: AssociationRow,
  { fromId, toId }: AssociationRemoval,
  type: AssociationType | undefined,
) {
  const forward = row.fromId === fromId && row.toId === toId
  const backward = row.fromId === toId && row.toId === fromId
  if (!type || type.label === null) return forward || backward
  if (row.category !== type.category) return false
  return (forward && row.typeId === type.typeId) || (backward && row.typeId === type.inverseTypeId)
}

async function lockBoth(
  tx: Transaction,
  definitions: Definitions,
  specs: readonly Pick<AssociationSpec, 'fromId' | 'toId'>[],
): Promise<Map<number, StoredRecord>> {
  const ids = [...new Set(specs.flatMap(({ fromId, toId }) => [fromId, toId]))]
  const records = await loadRecords(tx, definitions, await lockRecords(tx, ids), hotOnly)
  for (const id of ids) {
    const record = records.get(id)
    if (!record || record.deletedAt !== null || record.mergedInto !== null)
      throw new Problem('RECORD_NOT_FOUND', `There is no record ${id}.`, { context: { ids: [String(id)] } })
  }
  return records
}

function typeOf(
  { catalogue }: Definitions,
  records: ReadonlyMap<number, StoredRecord>,
  { fromId, toId, category, typeId }: AssociationRemoval,
): AssociationType {
  const [from, to] = [records.get(fromId)?.objectTypeId, records.get(toId)?.objectTypeId]
  const found = catalogue.associationTypes.find(
    (type) =>
      type.typeId === typeId &&
      type.category === (category ?? 'HUBSPOT_DEFINED') &&
      type.fromObjectTypeId === from &&
      type.toObjectTypeId === to,
  )
  if (!found)
    throw new Problem(
      'ASSOCIATION_TYPE_NOT_FOUND',
      `There is no association type ${typeId} from ${from} to ${to}.`,
      {
        field: 'associationTypeId',
      },
    )
  return found
}

function rowsFor(
  definitions: Definitions,
  records: ReadonlyMap<number, StoredRecord>,
  spec: AssociationSpec,
): AssociationRow[] {
  const type = typeOf(definitions, records, spec)
  const plain = type.label === null ? undefined : unlabelled(definitions, type)
  return [type, ...(plain ? [plain] : [])].flatMap((each) => bothWays(each, spec))
}

function unlabelled({ catalogue }: Definitions, { fromObjectTypeId, toObjectTypeId }: AssociationType) {
  return catalogue.associationTypes.find(
    (type) =>
      type.label === null &&
      type.category === 'HUBSPOT_DEFINED' &&
      type.fromObjectTypeId === fromObjectTypeId &&
      type.toObjectTypeId === toObjectTypeId,
  )
}

function bothWays(type: AssociationType, { fromId, toId }: AssociationSpec): AssociationRow[] {
  const { category, typeId, inverseTypeId, fromObjectTypeId, toObjectTypeId } = type
  return [
    { fromId, toObjectTypeId, toId, category, typeId },
    { fromId: toId, toObjectTypeId: fromObjectTypeId, toId: fromId, category, typeId: inverseTypeId },
  ]
}

/** Rows, with their other direction, that give way to one of which a record may have only one. */
function takenOver(
  definitions: Definitions,
  records: ReadonlyMap<number, StoredRecord>,
  added: readonly AssociationRow[],
  standing: readonly AssociationRow[],
): AssociationRow[] {
  return added.flatMap((row) => {
    const type = definitions.catalogue.associationTypes.find(
      (each) =>
        each.typeId === row.typeId &&
        each.category === row.category &&
        each.fromObjectTypeId === records.get(row.fromId)?.objectTypeId &&
        each.toObjectTypeId === row.toObjectTypeId,
    )
    if (type?.maxPerRecord !== 1) return []
    return standing
      .filter((old) => isSameKind(old, row) && old.fromId === row.fromId && old.toId !== row.toId)
      .flatMap((old) => bothWays(type, { ...old }))
  })
}

function isSameKind(a: AssociationRow, b: AssociationRow): boolean {
  return a.category === b.category && a.typeId === b.typeId && a.toObjectTypeId === b.toObjectTypeId
}

function onlyOnce(rows: readonly AssociationRow[]): AssociationRow[] {
  return [...new Map(rows.map((row) => [Object.values(row).join(' '), row])).values()]
}

/** Each record whose associations changed has one new version: filters that read them look again. */
async function noteChanged(
  tx: Transaction,
  definitions: Definitions,
  meta: Moment,
  records: ReadonlyMap<number, StoredRecord>,
  touched: readonly number[],
  causes: ReadonlyMap<number, Pick<WriteMeta, 'source' | 'chain'>> = new Map(),
): Promise<void> {
  const rows = [...new Set(touched)].flatMap((id) => {
    const record = records.get(id)
    if (!record) return []
    const { objectTypeId, version } = record
    const { source, chain } = causes.get(id) ?? meta
    return [
      {
        recordId: id,
        objectTypeId,
        version: version + 1,
        kind: 'associated' as const,
        source,
        chain,
        patch: {},
      },
    ]
  })
  await applyPatches(tx, definitions, rows, meta)
}

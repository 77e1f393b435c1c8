// Associations written from outside a wave: both ends locked in order of id, changed, and noted on each record.
import { Problem } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { lockRecords } from '../records/lock-records.js'
import type { DatedMeta } from '../records/write-records.js'
import { changeAssociations, givingWay, givingWayOf, type Looked, lookAt } from './change-associations.js'
import { noteAssociated } from './note-associated.js'
import { type RecordHead, readHeads } from './read-heads.js'
import type { AssociationChange, ObjectTypes } from './rows-concerned.js'
import type { StandingRow } from './standing.js'

/** Read from the first record to the second. */
export interface AssociationSpec {
  readonly fromId: number
  readonly toId: number
  readonly category: string
  readonly typeId: number
}

/** Without a type: everything between the two. */
export type AssociationRemoval = Pick<AssociationSpec, 'fromId' | 'toId'> &
  Partial<Pick<AssociationSpec, 'category' | 'typeId'>>

/** Sets associations, all or none: throws the first Problem, and the caller rolls back. */
export async function associate(
  tx: Transaction,
  definitions: Definitions,
  meta: DatedMeta,
  specs: readonly AssociationSpec[],
): Promise<void> {
  const changes = specs.map(({ fromId, toId, ...type }) => ({ fromId, toId, set: [type] }))
  for (const problem of await tryChangeAssociations(tx, definitions, meta, changes))
    if (problem) throw problem
}

/** Removing an unlabelled association removes the labels with it; removing a label leaves the rest. All or none. */
export async function disassociate(
  tx: Transaction,
  definitions: Definitions,
  meta: DatedMeta,
  removals: readonly AssociationRemoval[],
): Promise<void> {
  const changes = removals.map(({ fromId, toId, category = 'HUBSPOT_DEFINED', typeId }) => ({
    fromId,
    toId,
    remove: typeId === undefined ? ('all' as const) : [{ category, typeId }],
  }))
  for (const problem of await tryChangeAssociations(tx, definitions, meta, changes))
    if (problem) throw problem
}

/** One entry a change, in order: null, or why it was refused; a refused one leaves nothing behind (api.md 2.7). */
export async function tryChangeAssociations(
  tx: Transaction,
  definitions: Definitions,
  meta: DatedMeta,
  changes: readonly AssociationChange[],
): Promise<readonly (Problem | null)[]> {
  const { objectTypes, heads, looked } = await lockAll(tx, definitions, changes)
  const { refused, touched, moves } = await changeAssociations(tx, definitions, objectTypes, changes, looked)
  const each = new Map([...touched.keys()].map((id) => [id, undefined]))
  await noteAssociated(tx, definitions, meta, each, { heads, moves })
  return refused
}

interface Held {
  /** Of the records that are there. */
  readonly objectTypes: ObjectTypes
  /** Of all that are locked. */
  readonly heads: Heads
  readonly looked: Looked
}
type Heads = ReadonlyMap<number, RecordHead>

/**
 * Object types never change, so they are read before the locks. Everything else is read once, under the locks and all
 * together: a hub is held no longer than it takes to read, plan and write (engine.md 1).
 */
async function lockAll(
  tx: Transaction,
  definitions: Definitions,
  changes: readonly AssociationChange[],
): Promise<Held> {
  const ids = [...new Set(changes.flatMap(({ fromId, toId }) => [fromId, toId]))]
  const known = new Map([...(await readHeads(tx, ids))].map(([id, { objectTypeId }]) => [id, objectTypeId]))
  const losing = await givingWay(tx, definitions, known, changes)
  const locked = await lockRecords(tx, [...new Set([...ids, ...losing.map(({ toId }) => toId)])])
  const [heads, looked] = await Promise.all([readHeads(tx, locked), lookAt(tx, definitions, known, changes)])
  const late = await lockLate(tx, heads, givingWayOf(definitions, known, looked))
  const objectTypes = new Map([...known].filter(([id]) => heads.get(id)?.living))
  return { objectTypes, heads: new Map([...heads, ...late]), looked }
}

/** Who gives way may have changed until we held the locks; from here on nobody can change it but us. */
async function lockLate(tx: Transaction, held: Heads, losing: readonly StandingRow[]): Promise<Heads> {
  const late = [...new Set(losing.map(({ toId }) => toId))].filter((id) => !held.has(id))
  if (late.length > 0 && (await lockRecords(tx, late, { skipLocked: true })).length < late.length)
    throw new Problem('UNAVAILABLE', 'Somebody else is changing the same associations. Try again.')
  return readHeads(tx, late)
}

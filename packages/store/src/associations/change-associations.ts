// Associations stand in both directions, each under its own number; a labelled one also sets the unlabelled (api.md 7.3).
import { type AssociationType, Problem, refusalOf } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { type AssociationMove, associationMoves } from './association-moves.js'
import { type KnownTypes, knownTypes } from './known-types.js'
import { type OfType, readBetween, readOfTypes } from './read-standing.js'
import { type AssociationChange, bothWays, limitedBy, type ObjectTypes, pairsOf } from './rows-concerned.js'
import { Standing, type StandingRow } from './standing.js'
import { type AssociationRow, deleteAssociations, insertAssociations } from './write-associations.js'

export interface ChangedAssociations {
  /** One a change, in order: null, or why nothing of it was done. */
  readonly refused: readonly (Problem | null)[]
  /** Records whose associations are others now, with the place of the last change that touched each. */
  readonly touched: ReadonlyMap<number, number>
  /** What a workflow that waits for it is to be told. */
  readonly moves: readonly AssociationMove[]
}

/** What stands of all that a call looks at. */
export interface Looked {
  readonly between: readonly AssociationRow[]
  /** All of a type of which a record may have only so many. */
  readonly limited: readonly StandingRow[]
}

/**
 * Makes the changes in order, each on top of the one before it: all of a change or nothing of it. Setting what stands is
 * no change (A-ASC-6). Where a record may have only one of a type (primary company), the new one takes the label over;
 * where the account set a limit, one more is refused (A-ASC-7). The caller holds the locks of both records, and of those
 * that `givingWay` names, and notes the touched ones; what it looked at under these locks need not be read again.
 * Problems: ASSOCIATION_TYPE_NOT_FOUND, ASSOCIATION_LIMIT, SELF_ASSOCIATION, RECORD_NOT_FOUND.
 */
export async function changeAssociations(
  tx: Transaction,
  definitions: Definitions,
  objectTypes: ObjectTypes,
  changes: readonly AssociationChange[],
  looked?: Looked,
): Promise<ChangedAssociations> {
  const types = knownTypes(definitions.catalogue)
  const { between, limited } = looked ?? (await lookAt(tx, definitions, objectTypes, changes))
  const standing = new Standing(between, limited)
  const lastOf = new Map<number, number>()
  const refused = changes.map((change, place) => {
    const refusal = refusalOf(() => standing.attempt(() => apply(types, objectTypes, standing, change)))
    if (refusal instanceof Problem) return refusal
    for (const id of refusal) lastOf.set(id, place)
    return null
  })
  const { added, removed } = standing.difference()
  const ids = await Promise.all([deleteAssociations(tx, removed), insertAssociations(tx, added)])
  const touched = new Map(ids.flat().map((id) => [id, lastOf.get(id) ?? 0]))
  return { refused, touched, moves: associationMoves(definitions, objectTypes, { added, removed }) }
}

/** Reads what these changes depend on. */
export async function lookAt(
  tx: Transaction,
  { catalogue }: Definitions,
  objectTypes: ObjectTypes,
  changes: readonly AssociationChange[],
): Promise<Looked> {
  const [between, limited] = await Promise.all([
    readBetween(tx, pairsOf(objectTypes, changes)),
    readOfTypes(tx, limitedBy(knownTypes(catalogue), objectTypes, changes)),
  ])
  return { between, limited }
}

/** What would give way to these changes: the record read to loses a label, and is locked with the rest, in order of id. */
export async function givingWay(
  tx: Transaction,
  { catalogue }: Definitions,
  objectTypes: ObjectTypes,
  changes: readonly AssociationChange[],
): Promise<readonly StandingRow[]> {
  const types = knownTypes(catalogue)
  const moves = (type: OfType) => onlyOne(types, objectTypes, type)
  return readOfTypes(tx, limitedBy(types, objectTypes, changes).filter(moves))
}

/** The same of what was looked at. */
export function givingWayOf(
  { catalogue }: Definitions,
  objectTypes: ObjectTypes,
  { limited }: Looked,
): readonly StandingRow[] {
  const types = knownTypes(catalogue)
  return limited.filter((row) => onlyOne(types, objectTypes, row))
}

function onlyOne(types: KnownTypes, objectTypes: ObjectTypes, of: OfType): boolean {
  return types.find(of, objectTypes.get(of.fromId) ?? '', of.toObjectTypeId)?.maxPerRecord === 1
}

function apply(
  types: KnownTypes,
  objectTypes: ObjectTypes,
  standing: Standing,
  { fromId, toId, set = [], remove = [] }: AssociationChange,
): ReadonlySet<number> {
  const [from, to] = [typeOf(objectTypes, fromId), typeOf(objectTypes, toId)]
  if (fromId === toId)
    throw new Problem('SELF_ASSOCIATION', `Record ${fromId} cannot be associated with itself.`, {
      context: { ids: [String(fromId)] },
    })
  const doomed = Array.isArray(remove) ? remove.map((ref) => types.required(ref, from, to)) : remove
  const wanted = set.map((ref) => types.required(ref, from, to))
  const touched = new Set([fromId, toId])
  if (doomed.length > 0) removeBetween(types, standing, { fromId, toId, from, to }, doomed as Doomed)
  for (const type of wanted) {
    const plain = type.label === null ? undefined : types.unlabelled(from, to)
    for (const each of plain ? [type, plain] : [type]) {
      for (const row of bothWays(each, fromId, toId)) {
        if (standing.has(row)) continue
        for (const id of makeRoom(types, objectTypes, standing, row)) touched.add(id)
        standing.add(row)
      }
    }
  }
  return touched
}

function typeOf(objectTypes: ObjectTypes, id: number): string {
  const type = objectTypes.get(id)
  if (type !== undefined) return type
  throw new Problem('RECORD_NOT_FOUND', `There is no record ${id}.`, { context: { ids: [String(id)] } })
}

type Doomed = readonly AssociationType[] | 'all' | 'labels'
interface Ends {
  readonly fromId: number
  readonly toId: number
  readonly from: string
  readonly to: string
}

function removeBetween(
  types: KnownTypes,
  standing: Standing,
  { fromId, toId, from, to }: Ends,
  doomed: Doomed,
): void {
  const everything = doomed === 'all' || (doomed !== 'labels' && doomed.some(({ label }) => label === null))
  const ways = [
    { rows: standing.between(fromId, toId), from, to },
    { rows: standing.between(toId, fromId), from: to, to: from },
  ]
  for (const [index, way] of ways.entries()) {
    for (const row of way.rows) {
      const isDoomed =
        everything ||
        (doomed === 'labels'
          ? types.find(row, way.from, way.to)?.label !== null
          : doomed.some((type) => isRowOf(row, type, index === 0)))
      if (isDoomed) standing.remove(row)
    }
  }
}

function isRowOf(row: AssociationRow, type: AssociationType, forward: boolean): boolean {
  return row.category === type.category && row.typeId === (forward ? type.typeId : type.inverseTypeId)
}

/** Takes the label from whoever has it where there is room for one only; returns them. Problem: ASSOCIATION_LIMIT. */
function makeRoom(
  types: KnownTypes,
  objectTypes: ObjectTypes,
  standing: Standing,
  row: AssociationRow,
): number[] {
  const { fromId, toObjectTypeId } = row
  const type = types.find(row, objectTypes.get(fromId) ?? '', toObjectTypeId)
  if (!type || (type.maxPerRecord === null && type.userLimit === null)) return []
  const others = standing.alike(row)
  if (type.maxPerRecord === 1) {
    for (const old of others) for (const gone of bothWays(type, fromId, old.toId)) standing.remove(gone)
    return others.map(({ toId }) => toId)
  }
  const most = type.userLimit
  if (most !== null && others.filter(({ living }) => living).length >= most) throw limitReached(type, fromId)
  return []
}

function limitReached({ name, userLimit, label }: AssociationType, fromId: number): Problem {
  const message = `Record ${fromId} may have at most ${userLimit} associations "${label ?? name}".`
  return new Problem('ASSOCIATION_LIMIT', message, { context: { ids: [String(fromId)] } })
}

import { type CanonicalValue, keyOf, type Property } from '@millrace/model'
import type { Transaction } from '../database.js'
import { deleteKeys, insertKeys, type RecordKey } from './write-keys.js'

/** A unique value that is about to change on a locked record; at most one of a record and property in a call. */
export interface UniqueMove {
  readonly objectTypeId: string
  readonly property: Property
  readonly recordId: number
  readonly before: CanonicalValue | null
  readonly after: CanonicalValue | null
}

/**
 * Takes the new unique values at once and gives up the old ones, before the values themselves are written. Answers the
 * moves that were refused, each with the record that holds its value: those keep what they had. Two that want one value:
 * the first of them gets it. A value given up is free for the next call, not for this one.
 */
export async function moveUniqueValues(
  tx: Transaction,
  moves: readonly UniqueMove[],
): Promise<Map<UniqueMove, number>> {
  const refused = new Map<UniqueMove, number>()
  const { takers, losers } = contestOf(moves)
  for (const taken of await insertKeys(tx, sidesOf([...takers.values()], 'after'))) {
    const move = takers.get(placeOf(taken))
    if (move) refused.set(move, taken.holderId)
  }
  for (const [move, winner] of losers) refused.set(move, refused.get(winner) ?? winner.recordId)
  const moved = moves.filter((move) => !refused.has(move) && changesKey(move))
  await deleteKeys(tx, sidesOf(moved, 'before'))
  return refused
}

/** Who asks for each key, and who came too late for it. */
function contestOf(moves: readonly UniqueMove[]) {
  const takers = new Map<string, UniqueMove>()
  const losers = new Map<UniqueMove, UniqueMove>()
  for (const move of moves) {
    const key = sideOf(move, 'after')
    if (!key || !changesKey(move)) continue
    const first = takers.get(placeOf(key))
    if (first) losers.set(move, first)
    else takers.set(placeOf(key), move)
  }
  return { takers, losers }
}

/** Written another way, the same text folds to the same key. */
function changesKey(move: UniqueMove): boolean {
  return sideOf(move, 'before')?.key !== sideOf(move, 'after')?.key
}

function placeOf({ objectTypeId, propertyId, key }: RecordKey): string {
  return `${objectTypeId} ${propertyId} ${key}`
}

function sidesOf(moves: readonly UniqueMove[], side: 'before' | 'after'): RecordKey[] {
  return moves.flatMap((move) => sideOf(move, side) ?? [])
}

function sideOf(move: UniqueMove, side: 'before' | 'after'): RecordKey | null {
  const value = move[side]
  if (value === null) return null
  const { objectTypeId, property, recordId } = move
  return { objectTypeId, propertyId: property.id, key: keyOf(value), recordId, isUnique: true }
}

import type { Member } from '@millrace/actions'
import type { Problem } from '@millrace/model'
import {
  type AssociationCause,
  type AssociationChange,
  changeAssociations,
  givingWay,
  isLiving,
  lockRecords,
} from '@millrace/store'
import { Postponed } from '../run/wave.js'
import type { WaveScope } from './wave-scope.js'

export interface LinkWrite extends AssociationChange {
  readonly member: Member
  readonly cause: AssociationCause
}

/** Object types of the records a change names: those of the wave, and those it has just made. */
export type ObjectTypes = ReadonlyMap<number, string>

export function objectTypesIn({ work }: WaveScope, ids: Iterable<number>): Map<number, string> {
  const types = new Map<number, string>()
  for (const id of ids) {
    const record = work.find(id)
    const made = work.made.get(id)
    if (made !== undefined) types.set(id, made)
    else if (record && isLiving(record.stored)) types.set(id, record.objectTypeId)
  }
  return types
}

/**
 * Locks the records that will lose a label to another one. Like every lock that a wave takes late it is not waited for:
 * whose record is held by somebody else comes back when it is free.
 */
export async function lockGivingWay(
  { tx, definitions, work }: WaveScope,
  objectTypes: ObjectTypes,
  changes: readonly LinkWrite[],
): Promise<void> {
  const holders = await givingWay(tx, definitions, objectTypes, changes)
  const losing = [...new Set(holders.map(({ toId }) => toId))].filter((id) => !work.find(id))
  const locked = new Set(await lockRecords(tx, losing, { skipLocked: true }))
  const held = new Set(losing.filter((id) => !locked.has(id)))
  if (held.size === 0) return
  const barred = new Set(holders.flatMap(({ fromId, toId }) => (held.has(toId) ? [fromId] : [])))
  const off = changes.filter(({ fromId, toId }) => barred.has(fromId) || barred.has(toId))
  throw new Postponed(...off.map(({ member }) => member))
}

/**
 * Changes associations of records that this wave has locked, at once: the database alone knows whether there is room. Each
 * record touched is noted when the wave settles, after what was written to it.
 */
export async function changeLinks(
  { tx, definitions, work }: WaveScope,
  objectTypes: ObjectTypes,
  changes: readonly LinkWrite[],
): Promise<readonly (Problem | null)[]> {
  if (changes.length === 0) return []
  const { refused, touched, moves } = await changeAssociations(tx, definitions, objectTypes, changes)
  work.linkMoves.push(...moves)
  for (const [id, place] of touched) {
    const change = changes[place]
    if (!change) throw new Error(`record ${id} was touched by a change that nobody made`)
    work.relinked.set(id, change.cause)
    const types = [change.fromId, change.toId].map((end) => objectTypes.get(end) ?? '')
    work.find(id)?.newLinks.push(...types)
  }
  return refused
}

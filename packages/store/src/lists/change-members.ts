import { Problem } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { hotOnly, loadRecords } from '../records/load-records.js'
import { lockRecords } from '../records/lock-records.js'
import { isLiving } from '../records/stored-record.js'
import type { DatedMeta } from '../records/write-records.js'
import type { List } from './list.js'
import { type Listed, noteListed } from './note-listed.js'
import { readList } from './read-lists.js'
import { joinLists, leaveLists, type Membership } from './write-members.js'

export interface MemberChange {
  readonly add?: readonly number[]
  readonly remove?: readonly number[]
}

export interface MembersChanged {
  readonly added: number[]
  readonly removed: number[]
  /** Not records of the list's type. */
  readonly missing: number[]
}

/**
 * Puts records into a static list and takes others out; those already there, or not there, are passed over (A-MNG-12).
 * Each record that joins or leaves has one new version, so that filters reading the list look again. Throws
 * LIST_NOT_FOUND, LIST_NOT_STATIC, LIMIT_EXCEEDED.
 */
export async function changeMembers(
  tx: Transaction,
  definitions: Definitions,
  meta: DatedMeta,
  listId: number,
  { add = [], remove = [] }: MemberChange,
): Promise<MembersChanged> {
  const list = await readList(tx, listId)
  requireStatic(list)
  if (add.length > 0 && list.size + add.length > mostMembers)
    throw new Problem('LIMIT_EXCEEDED', `A list has at most ${mostMembers} members.`)
  const asked = [...new Set([...add, ...remove])]
  const records = await loadRecords(tx, definitions, await lockRecords(tx, asked), hotOnly)
  const fits = (id: number) => {
    const record = records.get(id)
    return record?.objectTypeId === list.objectTypeId && isLiving(record)
  }
  const of = (ids: readonly number[]) =>
    [...new Set(ids)].filter(fits).map((recordId) => ({ listId, recordId, matchedGroup: null }))
  const removed = await leaveLists(tx, of(remove))
  const added = await joinLists(tx, of(add), meta.at)
  const { source, chain } = meta
  const moved = (members: readonly Membership[], to: Listed['to']) =>
    members.map(({ recordId }) => ({ recordId, source, chain, listId, to }))
  const touched = [...moved(removed, 'leave'), ...moved(added, 'join')]
  await noteListed(tx, definitions, meta, touched)
  return { added: idsOf(added), removed: idsOf(removed), missing: asked.filter((id) => !fits(id)) }
}

/** Records in one static list (A-MNG-13). Writers at the same moment may pass it by what each of them adds. */
export const mostMembers = 10_000_000

/** Whoever is in an active list decides its filter alone (A-MNG-11). */
export function requireStatic({ id, processingType, isBuilding }: List): void {
  if (processingType === 'DYNAMIC')
    throw new Problem('LIST_NOT_STATIC', `List ${id} is active: its filter decides who is in it.`)
  if (isBuilding)
    throw new Problem(
      'LIST_NOT_STATIC',
      `The members of list ${id} are still being looked for; try again later.`,
    )
}

function idsOf(members: readonly { readonly recordId: number }[]): number[] {
  return members.map(({ recordId }) => recordId)
}

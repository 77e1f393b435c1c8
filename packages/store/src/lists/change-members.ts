import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { applyPatches } from '../records/apply-patches.js'
import { hotOnly, loadRecords } from '../records/load-records.js'
import { lockRecords } from '../records/lock-records.js'
import type { WriteMeta } from '../records/write-records.js'
import { deleteMembers, insertMembers, readList } from './lists.js'

export interface MemberChange {
  readonly add?: readonly number[]
  readonly remove?: readonly number[]
}

/**
 * Puts records into a list and takes others out; those already there, or of another object type, are passed over. Each
 * record that joins or leaves has one new version, so that filters reading the list look again. Throws LIST_NOT_FOUND.
 */
export async function changeMembers(
  tx: Transaction,
  definitions: Definitions,
  meta: WriteMeta & { readonly at: number },
  listId: number,
  { add = [], remove = [] }: MemberChange,
): Promise<{ readonly added: number[]; readonly removed: number[] }> {
  const list = await readList(tx, listId)
  const locked = await lockRecords(tx, [...new Set([...add, ...remove])])
  const records = await loadRecords(tx, definitions, locked, hotOnly)
  const fits = (id: number) => {
    const record = records.get(id)
    return (
      record?.objectTypeId === list.objectTypeId && record.deletedAt === null && record.mergedInto === null
    )
  }
  const removed = await deleteMembers(tx, listId, remove.filter(fits))
  const added = await insertMembers(tx, listId, add.filter(fits))
  const { source, chain } = meta
  const rows = [...new Set([...added, ...removed])].flatMap((id) => {
    const record = records.get(id)
    if (!record) return []
    const { objectTypeId, version } = record
    return [
      { recordId: id, objectTypeId, version: version + 1, kind: 'listed' as const, source, chain, patch: {} },
    ]
  })
  await applyPatches(tx, definitions, rows, meta)
  return { added, removed }
}

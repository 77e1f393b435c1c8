import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { applyPatches } from '../records/apply-patches.js'
import { hotOnly, loadRecords } from '../records/load-records.js'
import type { PatchRow, WriteMoment } from '../records/patch-row.js'

/** A locked record that joined or left a list, and what caused it. */
export type Listed = Pick<PatchRow, 'recordId' | 'source' | 'chain'>

/**
 * One new version for each record that joined or left a list, so that filters reading the list look again. Its version is
 * read here: whatever wrote to it before in this transaction counts.
 */
export async function noteListed(
  tx: Transaction,
  definitions: Definitions,
  moment: WriteMoment,
  listed: readonly Listed[],
): Promise<void> {
  if (listed.length === 0) return
  const once = new Map(listed.map((each) => [each.recordId, each]))
  const records = await loadRecords(tx, definitions, [...once.keys()], hotOnly)
  const rows = [...records.values()].flatMap((record): PatchRow[] => {
    const cause = once.get(record.id)
    if (!cause) return []
    const { objectTypeId, version } = record
    return [{ ...cause, objectTypeId, version: version + 1, kind: 'listed', patch: {} }]
  })
  await applyPatches(tx, definitions, rows, moment)
}

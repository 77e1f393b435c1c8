import { listJoined, listLeft } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { insertPendingEvents } from '../pending/insert-pending-events.js'
import { shownEvent } from '../pending/shown-event.js'
import { applyPatches } from '../records/apply-patches.js'
import { hotOnly, loadRecords } from '../records/load-records.js'
import type { PatchRow, WriteMoment } from '../records/patch-row.js'

/** A locked record that joined or left a list, and what caused it. */
export interface Listed extends Pick<PatchRow, 'recordId' | 'source' | 'chain'> {
  readonly listId: number
  readonly to: 'join' | 'leave'
}

/**
 * One new version for each record that joined or left lists, so that filters reading them look again; workflows that wait
 * for such a move are told of each (W-EVT-8). Its version is read here: whatever wrote to it before in this transaction
 * counts.
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
    const { recordId, source, chain } = cause
    const { objectTypeId, version } = record
    return [{ recordId, source, chain, objectTypeId, version: version + 1, kind: 'listed', patch: {} }]
  })
  await applyPatches(tx, definitions, rows, moment)
  await tellMoves(tx, definitions, moment, new Map(rows.map((row) => [row.recordId, row])), listed)
}

async function tellMoves(
  tx: Transaction,
  definitions: Definitions,
  moment: WriteMoment,
  versions: ReadonlyMap<number, PatchRow>,
  listed: readonly Listed[],
): Promise<void> {
  if (!definitions.awaitsEvents) return
  const events = listed.flatMap((move, index) => {
    const row = versions.get(move.recordId)
    const type = move.to === 'join' ? listJoined : listLeft
    if (!row || !definitions.isEventAwaited(row.objectTypeId, type.id)) return []
    const cause = { ...row, source: move.source, chain: move.chain }
    const event = { eventTypeId: type.id, properties: { hs_list_id: move.listId } }
    return [shownEvent('list', cause, index, moment.at, event)]
  })
  await insertPendingEvents(tx, moment, events)
}

// The one path every write of a record takes, whoever writes (design.md 4): values, version, keys, change, news.
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import { leaveAllLists } from '../lists/write-members.js'
import { insertFanout } from './insert-fanout.js'
import { insertRecords } from './insert-records.js'
import { markDeleted } from './mark-deleted.js'
import type { PatchRow, WriteMoment } from './patch-row.js'
import { type KeyChange, planWrites, type WritePlan } from './plan-writes.js'
import { uniqueValueTaken } from './unique-value-taken.js'
import { writeColdValues } from './write-cold-values.js'
import { deleteKeys, insertFirstKeys, insertKeys, type RecordKey } from './write-keys.js'
import { writeVersions } from './write-versions.js'

/**
 * Writes new versions of records that the caller has locked, and new records. Several rows of one record in ascending
 * versions are allowed. Hot values that are not keyed cost one statement, however many records. Throws
 * UNIQUE_VALUE_TAKEN when another record holds a unique value: roll back then, or ask `claimKeys` before.
 */
export async function applyPatches(
  tx: Transaction,
  definitions: Definitions,
  rows: readonly PatchRow[],
  moment: WriteMoment,
): Promise<void> {
  if (rows.length === 0) return
  const plan = planWrites(definitions, rows)
  const [, written] = await Promise.all([
    insertRecords(tx, plan.creations, moment),
    writeVersions(tx, plan.deltas, plan.changes, plan.pending, moment),
    writeColdValues(tx, plan.deltas),
    writeKeys(tx, definitions, plan, moment),
    markDeleted(tx, plan.deleted, moment.at),
    leaveAllLists(tx, plan.deleted),
    markDeleted(tx, plan.restored, null),
    insertFanout(tx, plan.fanout),
  ])
  if (written !== plan.deltas.length) throw new LostLock(plan.deltas.length - written)
}

/** A record was not at the version its writer had read: it was never locked, or the writer read before it locked. */
export class LostLock extends Error {
  override readonly name = 'LostLock'
  constructor(records: number) {
    super(`${records} record(s) changed under a writer that should have held their locks`)
  }
}

async function writeKeys(
  tx: Transaction,
  definitions: Definitions,
  { keys, creations }: WritePlan,
  { uniqueClaimed }: WriteMoment,
): Promise<void> {
  const moved = [...keys.values()].filter((change) => change.old !== change.new)
  if (moved.length === 0) return
  const made = new Set(creations.recordId)
  const wanted = recordKeys(moved, 'new').filter(({ isUnique }) => !(uniqueClaimed && isUnique))
  const isFirst = ({ isUnique, recordId }: RecordKey) => !isUnique && made.has(recordId)
  const [, [taken]] = await Promise.all([
    deleteKeys(tx, recordKeys(moved, 'old')),
    insertKeys(
      tx,
      wanted.filter((key) => !isFirst(key)),
    ),
    insertFirstKeys(tx, wanted.filter(isFirst)),
  ])
  if (taken) throw uniqueValueTaken(definitions, taken)
}

function recordKeys(changes: readonly KeyChange[], side: 'old' | 'new'): RecordKey[] {
  return changes.flatMap(({ objectTypeId, property, recordId, [side]: key }) =>
    key === null
      ? []
      : [{ objectTypeId, propertyId: property.id, key, recordId, isUnique: property.hasUniqueValue }],
  )
}

// Erasure (engine.md 2; decision 12): nothing that belongs to a record is left, in no table.
import sql, { raw } from 'sql-template-tag'
import { numberArray } from '../../array-literals.js'
import { noteAssociated } from '../../associations/note-associated.js'
import { deleteAssociations } from '../../associations/write-associations.js'
import type { Transaction } from '../../database.js'
import type { Definitions } from '../../definitions/definitions.js'
import { leaveAllLists } from '../../lists/write-members.js'
import { noteErased } from '../../waits/enrollment-waits.js'
import { keysHeldBy } from '../delete-records.js'
import { loadWholeRecords } from '../load-records.js'
import { lockRecords } from '../lock-records.js'
import { followMerged } from '../merge/follow-merged.js'
import { readBothWays } from '../merge/move-associations.js'
import { readMergedInto } from '../merge/read-merged-into.js'
import { isLiving, type StoredRecord } from '../stored-record.js'
import { deleteKeys } from '../write-keys.js'
import type { DatedMeta } from '../write-records.js'
import { forgetAnswers } from './forget-answers.js'
import { tablesOfRecords } from './tables-of-records.js'
import { uncountLog, vacateLanes } from './uncount.js'

/**
 * Deletes records of one object type for good, archived ones too, with all whom they took in; an id of a merged record
 * stands for its survivor. Returns the ids that are no more. Their enrollments, log and effects go with them.
 */
export async function eraseRecords(
  tx: Transaction,
  definitions: Definitions,
  objectTypeId: string,
  ids: readonly number[],
  meta: DatedMeta,
): Promise<number[]> {
  const records = await lockWithNeighbours(tx, objectTypeId, ids)
  if (records.length === 0) return []
  const erased = records.map(({ id }) => id)
  const standing = records.filter(isLiving)
  await deleteKeys(tx, await keysHeldBy(tx, definitions, standing))
  await partFromOthers(tx, definitions, objectTypeId, records, meta)
  await leaveAllLists(tx, erased)
  await uncountLog(tx, erased)
  await vacateLanes(tx, erased)
  await forgetAnswers(tx, erased)
  await noteErased(tx, erased)
  await deleteRows(tx, erased)
  return erased
}

/** The records with those they took in, locked together with whomever they are associated with, in id order. */
async function lockWithNeighbours(
  tx: Transaction,
  objectTypeId: string,
  ids: readonly number[],
): Promise<StoredRecord[]> {
  const follow = await followMerged(tx, ids)
  const asked = [...new Set(ids.map(follow))]
  const group = [...asked, ...(await readMergedInto(tx, asked)).keys()]
  const neighbours = await readBothWays(tx, objectTypeId, group)
  await lockRecords(tx, [...new Set([...group, ...neighbours.map(({ toId }) => toId)])])
  const records = await loadWholeRecords(tx, group)
  return [...records.values()].filter((record) => record.objectTypeId === objectTypeId)
}

/** Associations go from both sides; whoever is left has one new version, so that filters that read them look again. */
async function partFromOthers(
  tx: Transaction,
  definitions: Definitions,
  objectTypeId: string,
  records: readonly StoredRecord[],
  meta: DatedMeta,
): Promise<void> {
  const rows = await readBothWays(
    tx,
    objectTypeId,
    records.map(({ id }) => id),
  )
  const touched = new Set(await deleteAssociations(tx, rows))
  for (const { id } of records) touched.delete(id)
  await noteAssociated(tx, definitions, meta, new Map([...touched].map((id) => [id, undefined])))
}

async function deleteRows(tx: Transaction, ids: readonly number[]): Promise<void> {
  for (const { table, column } of await tablesOfRecords(tx)) {
    await tx.execute(
      sql`DELETE FROM ${raw(table)} WHERE account_id = ${tx.accountId} AND ${raw(column)} = ANY(${numberArray(ids)}::bigint[])`,
      `records.erase-from-${table}-${column}`,
    )
  }
  await tx.execute(
    sql`DELETE FROM records WHERE account_id = ${tx.accountId} AND id = ANY(${numberArray(ids)}::bigint[])`,
    'records.erase',
  )
}

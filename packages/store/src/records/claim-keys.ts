import { keyOf, type Problem } from '@millrace/model'
import type { Transaction } from '../database.js'
import type { Definitions } from '../definitions/definitions.js'
import type { PatchRow } from './patch-row.js'
import { uniqueValueTaken } from './unique-value-taken.js'
import { deleteKeys, insertKeys, type RecordKey } from './write-keys.js'

export interface Refusal {
  readonly problem: Problem
  /** The record that holds the unique value. */
  readonly existingId: number
}

/**
 * Takes the unique values of patches that are about to be applied, and names the rows whose value another record holds;
 * such a row must not be applied, and keeps none of the values taken for it. One statement when nobody is in the way.
 */
export async function claimKeys(
  tx: Transaction,
  definitions: Definitions,
  rows: readonly PatchRow[],
): Promise<Map<PatchRow, Refusal>> {
  const wanted = rows.flatMap((row) => uniqueKeysOf(definitions, row).map((key) => ({ row, key })))
  const refused = new Map<PatchRow, Refusal>()
  for (const taken of await insertKeys(
    tx,
    wanted.map(({ key }) => key),
  )) {
    for (const { row, key } of wanted) {
      if (key.recordId !== taken.recordId || key.key !== taken.key || key.propertyId !== taken.propertyId)
        continue
      if (!refused.has(row))
        refused.set(row, { problem: uniqueValueTaken(definitions, taken), existingId: taken.holderId })
    }
  }
  await deleteKeys(
    tx,
    wanted.filter(({ row }) => refused.has(row)).map(({ key }) => key),
  )
  return refused
}

function uniqueKeysOf(definitions: Definitions, { objectTypeId, recordId, patch }: PatchRow): RecordKey[] {
  const keys: RecordKey[] = []
  for (const [name, [before, after]] of Object.entries(patch)) {
    const property = definitions.property(objectTypeId, name)
    if (!property?.hasUniqueValue || after === null) continue
    const key = keyOf(after)
    if (before !== null && keyOf(before) === key) continue
    keys.push({ objectTypeId, propertyId: property.id, key, recordId, isUnique: true })
  }
  return keys
}

import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import type { Definitions } from '../definitions/definitions.js'
import { customObjectType } from './update-object-type.js'

/**
 * Archives a custom object type with its associations; its name is free again, its id never. Refused while it has records
 * or a published workflow or an active list works with it. Under the exclusive lock. Throws OBJECT_TYPE_NOT_FOUND,
 * READ_ONLY_VALUE, OBJECT_TYPE_IN_USE.
 */
export async function archiveObjectType(
  tx: Transaction,
  definitions: Definitions,
  id: string,
): Promise<void> {
  const { labels } = await customObjectType(tx, id)
  const users = [...definitions.workflows.values()].filter(({ compiled }) => compiled.objectTypeId === id)
  const lists = definitions.activeLists(id)
  if (users.length + lists.length > 0 || definitions.readThroughAssociation(id))
    throw inUse(
      `${labels.plural} are used by workflows or active lists; delete these, or take the object out of them.`,
    )
  if (await hasRecords(tx, id)) throw inUse(`There are ${labels.plural} still; delete them first.`)
  await tx.execute(sql`
    UPDATE object_types SET archived_at = now(), updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${id}`)
  await tx.execute(sql`
    UPDATE association_types SET archived_at = now()
    WHERE account_id = ${tx.accountId} AND (from_object_type_id = ${id} OR to_object_type_id = ${id})`)
  await bumpEpoch(tx)
}

async function hasRecords(tx: Transaction, id: string): Promise<boolean> {
  const rows = await tx.query(sql`
    SELECT 1 FROM records
    WHERE account_id = ${tx.accountId} AND object_type_id = ${id} AND deleted_at IS NULL AND merged_into IS NULL
    LIMIT 1`)
  return rows.length > 0
}

function inUse(sentence: string): Problem {
  return new Problem('OBJECT_TYPE_IN_USE', sentence, { field: 'objectType' })
}

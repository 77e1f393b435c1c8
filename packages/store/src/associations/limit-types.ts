import { type AssociationType, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'

/** Lets one record have only so many of each type, null: as many as there are. Under the exclusive lock. */
export async function limitTypes(
  tx: Transaction,
  limits: readonly { readonly type: AssociationType; readonly most: number | null }[],
): Promise<void> {
  if (limits.length === 0) return
  const types = limits.map(({ type }) => type)
  await tx.execute(sql`
    UPDATE association_types t SET user_limit = n.most
    FROM unnest(
      ${textArray(types.map(({ category }) => category))}::text[], ${numberArray(types.map(({ typeId }) => typeId))}::int[],
      ${textArray(types.map((type) => type.fromObjectTypeId))}::text[],
      ${textArray(types.map((type) => type.toObjectTypeId))}::text[], ${numberArray(limits.map(({ most }) => most))}::int[]
    ) AS n(category, type_id, from_id, to_id, most)
    WHERE t.account_id = ${tx.accountId} AND t.category = n.category AND t.type_id = n.type_id
      AND t.from_object_type_id = n.from_id AND t.to_object_type_id = n.to_id`)
  await bumpEpoch(tx)
}

/** Primary labels move on to the newest record instead of refusing it. Problem: READ_ONLY_VALUE. */
export function limitable(type: AssociationType): AssociationType {
  if (type.maxPerRecord === null) return type
  throw new Problem('READ_ONLY_VALUE', `"${type.label}" is limited to ${type.maxPerRecord} already.`, {
    field: 'typeId',
  })
}

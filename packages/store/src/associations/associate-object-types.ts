// Whether records of two object types may be associated at all (api.md 3: schemas' associations).
import { type AssociationType, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { seedAssociationTypes } from '../accounts/seed-schema.js'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import type { Definitions } from '../definitions/definitions.js'
import { archiveTypes, unlabelledTypes } from './change-labels.js'
import { knownTypes } from './known-types.js'
import { refuseInUse } from './label-definition.js'

/** Lets records of two object types be associated, in both directions. Problem: LABEL_EXISTS where they may already. */
export async function associateObjectTypes(
  tx: Transaction,
  { catalogue }: Definitions,
  from: string,
  to: string,
): Promise<AssociationType> {
  if (knownTypes(catalogue).unlabelled(from, to))
    throw new Problem('LABEL_EXISTS', `${from} and ${to} can be associated already.`, {
      field: 'toObjectTypeId',
    })
  const [there, ...back] = unlabelledTypes(catalogue, from, to)
  if (!there) throw new Error('no association type was generated')
  await tx.execute(seedAssociationTypes(tx.accountId, [there, ...back]))
  await bumpEpoch(tx)
  return there
}

/**
 * The opposite. Associations that came with the system stay; so do those that labels, workflows or records still need.
 * Problems: READ_ONLY_VALUE, LABEL_IN_USE.
 */
export async function separateObjectTypes(
  tx: Transaction,
  definitions: Definitions,
  type: AssociationType,
): Promise<void> {
  const { fromObjectTypeId: from, toObjectTypeId: to, label } = type
  const { catalogue } = definitions
  if (![from, to].some((id) => catalogue.objectTypes.get(id)?.custom) || label !== null)
    throw new Problem(
      'READ_ONLY_VALUE',
      `Association type ${type.typeId} is not one of yours to take away.`,
      {
        field: 'associationIdentifier',
      },
    )
  refuseInUse(definitions, type)
  if (knownTypes(catalogue).between(from, to).length > 1) throw inUse('Labels between them stand on it.')
  if (await areAssociated(tx, from, to)) throw inUse('Records of them are associated.')
  await archiveTypes(tx, type)
}

async function areAssociated(tx: Transaction, from: string, to: string): Promise<boolean> {
  const rows = await tx.query(sql`
    SELECT 1 FROM records r
    WHERE r.account_id = ${tx.accountId} AND r.object_type_id = ${from} AND EXISTS (
      SELECT FROM associations a
      WHERE a.account_id = ${tx.accountId} AND a.from_id = r.id AND a.to_object_type_id = ${to})
    LIMIT 1`)
  return rows.length > 0
}

function inUse(why: string): Problem {
  return new Problem('LABEL_IN_USE', `The association is still needed. ${why}`)
}

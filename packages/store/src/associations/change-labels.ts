// Association labels of an account's own. Every change raises the definitions epoch, under the exclusive lock.
import { type AssociationType, type Catalogue, generatedAssociationTypes, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { seedAssociationTypes } from '../accounts/seed-schema.js'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import type { Definitions } from '../definitions/definitions.js'
import { knownTypes } from './known-types.js'
import { checkLabel, mostLabels, type NewLabel, nameOf, refuseInUse } from './label-definition.js'

const lastOfTheSystem = 1_000

/**
 * Makes a label with its inverse, and the unlabelled association that it implies where there is none yet. Both directions
 * of a label between records of one object type that reads the same both ways are one. Problems: INVALID_BODY,
 * LIMIT_EXCEEDED, LABEL_EXISTS.
 */
export async function createLabel(
  tx: Transaction,
  { catalogue }: Definitions,
  wanted: NewLabel,
): Promise<readonly AssociationType[]> {
  const { from, to } = wanted
  const label = checkLabel('label', wanted.label)
  const inverseLabel =
    wanted.inverseLabel === undefined ? label : checkLabel('inverseLabel', wanted.inverseLabel)
  const name = nameOf({ ...wanted, label })
  refuseTaken(catalogue, { from, to, label, name })
  const first = await nextTypeId(tx)
  const isOne = from === to && label === inverseLabel
  const there: AssociationType = {
    category: 'USER_DEFINED',
    typeId: first,
    fromObjectTypeId: from,
    toObjectTypeId: to,
    inverseTypeId: isOne ? first : first + 1,
    label,
    name,
    maxPerRecord: null,
    userLimit: null,
  }
  const types = isOne ? [there] : [there, inverseOf(there, inverseLabel)]
  const plain = knownTypes(catalogue).unlabelled(from, to) ? [] : unlabelledTypes(catalogue, from, to)
  await tx.execute(seedAssociationTypes(tx.accountId, [...types, ...plain]))
  await bumpEpoch(tx)
  return types
}

/** Between custom objects the numbers are generated; the names are those of the objects. */
export function unlabelledTypes({ objectTypes }: Catalogue, from: string, to: string) {
  return generatedAssociationTypes(from, to, (id) => objectTypes.get(id)?.singular ?? id)
}

export interface LabelChange {
  readonly from: string
  readonly to: string
  readonly typeId: number
  readonly label: string
  readonly inverseLabel?: string
}

/**
 * Changes what a label says. Without a text for the other side that keeps its own, unless both said the same. Problems:
 * LABEL_NOT_FOUND, READ_ONLY_VALUE, INVALID_BODY, LABEL_EXISTS.
 */
export async function changeLabel(
  tx: Transaction,
  { catalogue }: Definitions,
  change: LabelChange,
): Promise<void> {
  const { from, to } = change
  const type = ownLabel(catalogue, change)
  const label = checkLabel('label', change.label)
  const inverse = inverseIn(catalogue, type)
  const unpaired = inverse.label === type.label ? label : (inverse.label ?? label)
  const inverseLabel =
    change.inverseLabel === undefined ? unpaired : checkLabel('inverseLabel', change.inverseLabel)
  if (inverse === type && inverseLabel !== label)
    throw new Problem('INVALID_BODY', 'This label reads the same from both sides.', { field: 'inverseLabel' })
  if (label !== type.label) refuseTaken(catalogue, { from, to, label })
  await relabel(tx, type, label)
  await relabel(tx, inverse, inverseLabel)
  await bumpEpoch(tx)
}

/**
 * Archives a label in both directions: associations keep their other types, and its number is never given again. Archiving
 * what is archived is no mistake. Problems: READ_ONLY_VALUE, LABEL_IN_USE.
 */
export async function archiveLabel(
  tx: Transaction,
  definitions: Definitions,
  named: Pick<LabelChange, 'from' | 'to' | 'typeId'>,
): Promise<void> {
  const { catalogue } = definitions
  const known = knownTypes(catalogue).between(named.from, named.to)
  if (!known.some(({ typeId }) => typeId === named.typeId)) return
  const type = ownLabel(catalogue, named)
  refuseInUse(definitions, type)
  await archiveTypes(tx, type)
}

/** Both directions go. */
export async function archiveTypes(tx: Transaction, type: AssociationType): Promise<void> {
  const { category, typeId, inverseTypeId, fromObjectTypeId: from, toObjectTypeId: to } = type
  await tx.execute(sql`
    UPDATE association_types SET archived_at = now()
    WHERE account_id = ${tx.accountId} AND category = ${category}
      AND (type_id, from_object_type_id, to_object_type_id) IN ((${typeId}::int, ${from}, ${to}), (${inverseTypeId}::int, ${to}, ${from}))`)
  await bumpEpoch(tx)
}

function ownLabel(
  catalogue: Catalogue,
  { from, to, typeId }: Pick<LabelChange, 'from' | 'to' | 'typeId'>,
): AssociationType {
  const found = knownTypes(catalogue)
    .between(from, to)
    .filter((type) => type.typeId === typeId)
  const own = found.find(({ category }) => category === 'USER_DEFINED')
  if (own) return own
  if (found.length > 0)
    throw new Problem('READ_ONLY_VALUE', `Association type ${typeId} belongs to the system.`, {
      field: 'associationTypeId',
    })
  throw new Problem('LABEL_NOT_FOUND', `There is no label ${typeId} from ${from} to ${to}.`, {
    field: 'associationTypeId',
  })
}

function inverseIn(catalogue: Catalogue, type: AssociationType): AssociationType {
  const { category, inverseTypeId: typeId, fromObjectTypeId, toObjectTypeId } = type
  return knownTypes(catalogue).required({ category, typeId }, toObjectTypeId, fromObjectTypeId)
}

function inverseOf(type: AssociationType, label: string): AssociationType {
  const { typeId, inverseTypeId, fromObjectTypeId, toObjectTypeId } = type
  return {
    ...type,
    typeId: inverseTypeId,
    inverseTypeId: typeId,
    fromObjectTypeId: toObjectTypeId,
    toObjectTypeId: fromObjectTypeId,
    label,
  }
}

interface Wanted {
  readonly from: string
  readonly to: string
  readonly label: string
  readonly name?: string
}

function refuseTaken(catalogue: Catalogue, { from, to, label, name }: Wanted): void {
  const own = knownTypes(catalogue)
    .between(from, to)
    .filter(({ category }) => category === 'USER_DEFINED')
  const taken = own.find((type) => type.label === label || type.name === name)
  if (taken)
    throw new Problem(
      'LABEL_EXISTS',
      `There is a label "${taken.label}" with the name "${taken.name}" already.`,
      {
        field: taken.label === label ? 'label' : 'name',
      },
    )
  if (name !== undefined && own.length >= mostLabels)
    throw new Problem('LIMIT_EXCEEDED', `Two object types have at most ${mostLabels} labels.`, {
      field: 'label',
    })
}

async function relabel(tx: Transaction, type: AssociationType, label: string): Promise<void> {
  await tx.execute(sql`
    UPDATE association_types SET label = ${label}
    WHERE account_id = ${tx.accountId} AND category = ${type.category} AND type_id = ${type.typeId}
      AND from_object_type_id = ${type.fromObjectTypeId} AND to_object_type_id = ${type.toObjectTypeId}`)
}

/** Above the numbers of the system, so that a number alone tells which is meant; archived ones keep theirs. */
async function nextTypeId(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ next: number }>(sql`
    SELECT 1 + coalesce(max(greatest(type_id, inverse_type_id)), ${lastOfTheSystem}) AS next FROM association_types
    WHERE account_id = ${tx.accountId} AND category = 'USER_DEFINED'`)
  return row?.next ?? lastOfTheSystem + 1
}

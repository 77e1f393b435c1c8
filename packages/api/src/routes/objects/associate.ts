// Associations that come with a new record (api.md 9.4.6): checked for all inputs first, made once the records are there.
import { type ObjectType, Problem, parseId } from '@millrace/model'
import {
  associate,
  type Definitions,
  followMerged,
  liveRecordIds,
  readClock,
  type Transaction,
  type WriteMeta,
} from '@millrace/store'
import type { AssociationInput } from './read-inputs.js'

/** Read from the new record. */
export interface NewAssociation {
  readonly category: string
  readonly typeId: number
  readonly toObjectTypeId: string
  readonly toId: number
}

/** Problems: ASSOCIATION_TYPE_NOT_FOUND, RECORD_NOT_FOUND. */
export function associationsOf(
  definitions: Definitions,
  type: ObjectType,
  inputs: readonly AssociationInput[],
): readonly NewAssociation[] {
  return inputs.flatMap(({ toId, types }) =>
    types.map(({ category, typeId }) => {
      const found = definitions.catalogue.associationTypes.find(
        (known) =>
          known.category === category && known.typeId === typeId && known.fromObjectTypeId === type.id,
      )
      const id = parseId(toId)
      if (!found) throw typeNotFound(type, category, typeId)
      if (id === undefined) throw targetNotFound(toId)
      return { category, typeId, toObjectTypeId: found.toObjectTypeId, toId: id }
    }),
  )
}

/** Associations as they stand now: with the survivors of records that have been merged. */
export async function followTargets(
  tx: Transaction,
  associations: readonly NewAssociation[],
): Promise<(associations: readonly NewAssociation[]) => readonly NewAssociation[]> {
  if (associations.length === 0) return (given) => given
  const standing = await followMerged(
    tx,
    associations.map(({ toId }) => toId),
  )
  return (given) => given.map((one) => ({ ...one, toId: standing(one.toId) }))
}

/** The first association whose target is not there, as a problem; a statement for each object type named. */
export async function missingTargets(
  tx: Transaction,
  associations: readonly NewAssociation[],
): Promise<(associations: readonly NewAssociation[]) => Problem | undefined> {
  const found = new Map<string, ReadonlySet<number>>()
  for (const type of new Set(associations.map(({ toObjectTypeId }) => toObjectTypeId))) {
    const ids = associations.filter((one) => one.toObjectTypeId === type).map(({ toId }) => toId)
    found.set(type, await liveRecordIds(tx, type, ids))
  }
  return (wanted) => {
    const missing = wanted.find(({ toObjectTypeId, toId }) => !found.get(toObjectTypeId)?.has(toId))
    return missing && targetNotFound(String(missing.toId))
  }
}

export async function associateNew(
  tx: Transaction,
  definitions: Definitions,
  meta: WriteMeta,
  made: readonly { readonly recordId: number; readonly associations: readonly NewAssociation[] }[],
): Promise<void> {
  const pairs = made.flatMap(({ recordId, associations }) =>
    associations.map(({ category, typeId, toId }) => ({ fromId: recordId, toId, category, typeId })),
  )
  if (pairs.length === 0) return
  await associate(tx, definitions, { ...meta, at: await readClock(tx) }, pairs)
}

function typeNotFound(type: ObjectType, category: string, typeId: number): Problem {
  const name = `${category.slice(0, 50)} ${typeId}`
  return new Problem(
    'ASSOCIATION_TYPE_NOT_FOUND',
    `${type.labels.plural} have no association type ${name}.`,
    {
      field: 'associations',
    },
  )
}

function targetNotFound(id: string): Problem {
  const shown = id.slice(0, 200)
  return new Problem('RECORD_NOT_FOUND', `There is no record ${shown} to associate with.`, {
    field: 'associations',
    context: { ids: [shown] },
  })
}

// An account's association types, found by what names them. One index a catalogue, kept as long as the catalogue.
import { type AssociationType, type Catalogue, Problem } from '@millrace/model'

/** An association type as requests, flows and rows name it. */
export interface AssociationTypeRef {
  readonly category: string
  readonly typeId: number
}

export interface KnownTypes {
  /** Problem: ASSOCIATION_TYPE_NOT_FOUND. */
  required(ref: AssociationTypeRef, from: string, to: string): AssociationType
  find(ref: AssociationTypeRef, from: string, to: string): AssociationType | undefined
  /** The association without a label, where there is one. */
  unlabelled(from: string, to: string): AssociationType | undefined
  /** All that lead from one object type to another. */
  between(from: string, to: string): readonly AssociationType[]
}

const indexes = new WeakMap<Catalogue, KnownTypes>()

export function knownTypes(catalogue: Catalogue): KnownTypes {
  let known = indexes.get(catalogue)
  if (!known) {
    known = indexOf(catalogue)
    indexes.set(catalogue, known)
  }
  return known
}

const none: readonly AssociationType[] = []

function indexOf({ associationTypes }: Catalogue): KnownTypes {
  const pairs = new Map<string, AssociationType[]>()
  for (const type of associationTypes) {
    const pair = `${type.fromObjectTypeId} ${type.toObjectTypeId}`
    const known = pairs.get(pair)
    if (known) known.push(type)
    else pairs.set(pair, [type])
  }
  const between = (from: string, to: string) => pairs.get(`${from} ${to}`) ?? none
  const find = ({ category, typeId }: AssociationTypeRef, from: string, to: string) =>
    between(from, to).find((type) => type.typeId === typeId && type.category === category)
  return {
    between,
    find,
    unlabelled: (from, to) =>
      between(from, to).find(({ label, category }) => label === null && category === 'HUBSPOT_DEFINED'),
    required: (ref, from, to) => find(ref, from, to) ?? notFound(ref, from, to),
  }
}

function notFound({ category, typeId }: AssociationTypeRef, from: string, to: string): never {
  const name = `${category.slice(0, 50)} ${typeId}`
  throw new Problem(
    'ASSOCIATION_TYPE_NOT_FOUND',
    `There is no association type ${name} from ${from} to ${to}.`,
    {
      field: 'associationTypeId',
    },
  )
}

// HubSpot-defined association types (api.md 7.3). The numbers are part of the contract: flows and imports name them.
import type { AssociationType } from './catalogue.js'
import { builtInObjectTypes } from './object-types.js'

type Row = readonly [
  fromObjectTypeId: string,
  toObjectTypeId: string,
  forward: number,
  /** null: read from the other side it has no number of its own, so it gets a generated one. */
  back: number | null,
  labels?: {
    readonly forward: string
    readonly back: string
    readonly maxForward?: number
    readonly maxBack?: number
  },
]

const primary = { forward: 'Primary', back: 'Primary', maxForward: 1 } as const

const [contact, company, deal, ticket, lineItem, quote] = ['0-1', '0-2', '0-3', '0-5', '0-8', '0-14'] as const
const [communication, feedback, task, note, meeting, call, email, postalMail] = [
  '0-18',
  '0-19',
  '0-27',
  '0-46',
  '0-47',
  '0-48',
  '0-49',
  '0-116',
] as const

const rows: readonly Row[] = [
  [contact, company, 279, 280],
  [contact, company, 1, 2, primary],
  [deal, contact, 3, 4],
  [deal, company, 341, 342],
  [deal, company, 5, 6, primary],
  [company, company, 13, 14, { forward: 'Child company', back: 'Parent company', maxBack: 1 }],
  [contact, ticket, 15, 16],
  [ticket, company, 339, 340],
  [ticket, company, 26, 25, primary],
  [deal, ticket, 27, 28],
  [deal, lineItem, 19, 20],
  [deal, quote, 63, 64],
  [quote, lineItem, 67, 68],
  [quote, contact, 69, 70],
  [quote, contact, 702, null, { forward: 'Contact signer', back: 'Signed quote' }],
  [quote, company, 71, 72],
  [quote, '0-84', 362, null],
  [quote, '0-85', 364, null],
  [quote, '0-86', 366, null],
  [quote, '0-64', 286, null],
  [quote, task, 217, 218],
  [communication, contact, 81, 82],
  [communication, ticket, 83, 84],
  [communication, deal, 85, 86],
  [communication, company, 87, 88],
  [contact, feedback, 97, 98],
  [ticket, feedback, 99, 100],
  [company, call, 181, 182],
  [company, email, 185, 186],
  [company, meeting, 187, 188],
  [company, note, 189, 190],
  [company, task, 191, 192],
  [contact, call, 193, 194],
  [contact, email, 197, 198],
  [contact, meeting, 199, 200],
  [contact, note, 201, 202],
  [contact, task, 203, 204],
  [deal, call, 205, 206],
  [deal, email, 209, 210],
  [deal, meeting, 211, 212],
  [deal, note, 213, 214],
  [deal, task, 215, 216],
  [ticket, call, 219, 220],
  [ticket, email, 223, 224],
  [ticket, meeting, 225, 226],
  [ticket, note, 227, 228],
  [ticket, task, 229, 230],
  [call, meeting, 399, 400],
  [contact, contact, 449, 449],
  [company, company, 450, 450],
  [deal, deal, 451, 451],
  [ticket, ticket, 452, 452],
  [postalMail, contact, 453, 454],
  [postalMail, ticket, 455, 456],
  [postalMail, deal, 457, 458],
  [postalMail, company, 459, 460],
]

/**
 * Number of an unlabelled association that has none of its own: a hundred million, plus twenty thousand for each number of
 * the type read from, plus the number of the other; custom types (`2-n`) count from ten thousand. The same for ever, and
 * far above any number of theirs.
 */
export function generatedTypeId(fromObjectTypeId: string, toObjectTypeId: string): number {
  return 100_000_000 + 20_000 * typeNumber(fromObjectTypeId) + typeNumber(toObjectTypeId)
}

function typeNumber(objectTypeId: string): number {
  const [kind, number] = objectTypeId.split('-')
  return kind === '0' ? Number(number) : 10_000 + (Number(number) % 10_000)
}

/**
 * Both directions of the unlabelled association between two object types, with generated numbers. `singularOf` names custom
 * ones.
 */
export function generatedAssociationTypes(
  from: string,
  to: string,
  singularOf: (objectTypeId: string) => string = singular,
): readonly AssociationType[] {
  return bothWays([from, to, generatedTypeId(from, to), null], singularOf)
}

function bothWays([from, to, forward, back, labels]: Row, singularOf = singular): readonly AssociationType[] {
  const inverse = back ?? generatedTypeId(to, from)
  const there = associationType(
    from,
    to,
    forward,
    inverse,
    labels?.forward ?? null,
    labels?.maxForward ?? null,
    singularOf,
  )
  if (inverse === forward) return [there]
  const label = labels?.back ?? null
  return [there, associationType(to, from, inverse, forward, label, labels?.maxBack ?? null, singularOf)]
}

function associationType(
  fromObjectTypeId: string,
  toObjectTypeId: string,
  typeId: number,
  inverseTypeId: number,
  label: string | null,
  maxPerRecord: number | null,
  singularOf: (objectTypeId: string) => string,
): AssociationType {
  const name = [label, singularOf(fromObjectTypeId), 'to', singularOf(toObjectTypeId)]
  return {
    category: 'HUBSPOT_DEFINED',
    typeId,
    fromObjectTypeId,
    toObjectTypeId,
    inverseTypeId,
    label,
    name: name
      .filter((word) => word !== null)
      .join('_')
      .toLowerCase()
      .replaceAll(' ', '_'),
    maxPerRecord,
    userLimit: null,
  }
}

function singular(objectTypeId: string): string {
  return builtInObjectTypes.find((type) => type.id === objectTypeId)?.singular ?? objectTypeId
}

/** Contacts, companies, deals and tickets relate to every built-in type, numbered above or generated. */
function missingPairs(): readonly AssociationType[] {
  const unlabelled = new Set(
    rows.filter((row) => !row[4]).flatMap(([from, to]) => [`${from} ${to}`, `${to} ${from}`]),
  )
  const pairs = [contact, company, deal, ticket].flatMap((from) =>
    builtInObjectTypes.map((type) => [from, type.id] as const),
  )
  return pairs.flatMap(([from, to]) => {
    if (unlabelled.has(`${from} ${to}`)) return []
    unlabelled.add(`${from} ${to}`).add(`${to} ${from}`)
    return generatedAssociationTypes(from, to)
  })
}

/** Built-in association types, both directions of each. A labelled one implies the unlabelled one of its pair. */
export const builtInAssociationTypes: readonly AssociationType[] = [
  ...rows.flatMap((row) => bothWays(row)),
  ...missingPairs(),
]

// Random values and specimens over the case catalogue, of small domains so that conditions often meet values.
import type { CanonicalValue, Property } from '@millrace/model'
import fc from 'fast-check'
import type { ValueSeen, WorkflowStatusKind } from '../compiled.js'
import { type AssociatedSpecimen, noon, type Specimen } from './case.js'
import { caseCatalogue } from './catalogue.js'

const day = 86_400_000
const textSample = [
  '',
  ' ',
  'a',
  'A ',
  'ab',
  'Ärger',
  'A\u0308RGER',
  'straße',
  'İ',
  'ΣΑΣ',
  '👩‍👩‍👧',
  'نص',
  '%_\\',
  '~',
  'null',
  '5',
  '"a"',
]
const options = ['blue', 'green', 'red', 'white']

export const texts = fc.oneof(
  fc.constantFrom(...textSample),
  fc.string({ unit: 'grapheme', maxLength: 4 }).filter((text) => !text.includes('\0')),
)
export const numbers = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 10, -1, 0.1, 0.1 + 0.2, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, -123456.789),
  fc.integer({ min: -5, max: 5 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
)
const dayNumbers = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -800, max: 800 }))
export const dates = dayNumbers.map((days) => (Math.floor(noon / day) + days) * day)
export const instants = fc.oneof(
  fc.tuple(dayNumbers, fc.integer({ min: -day, max: day })).map(([days, ms]) => noon + days * day + ms),
  // The edges of Berlin's days, in winter and in summer.
  fc
    .tuple(dates, fc.constantFrom(-3_600_000, -3_600_001, -7_200_000, -7_200_001))
    .map(([date, ms]) => date + ms),
)
export const choices = fc
  .uniqueArray(fc.constantFrom(...options), { minLength: 1 })
  .map((chosen) => chosen.sort())

function valueFor({ type, fieldType }: Property): fc.Arbitrary<CanonicalValue> {
  if (type === 'number') return numbers
  if (type === 'bool') return fc.boolean()
  if (type === 'date') return dates
  if (type === 'datetime') return instants
  if (type === 'enumeration') return fieldType === 'checkbox' ? choices : fc.constantFrom(...options)
  return texts
}

export const contactProperties = [...(caseCatalogue.properties.get('0-1')?.values() ?? [])].filter(
  ({ placement }) => placement !== 'column',
)

/** Mostly of its own type; sometimes of another, which must match nothing and break nothing. */
const valuesArbitrary = fc.record(
  Object.fromEntries(
    contactProperties.map((each) => [
      each.name,
      fc.oneof(
        { weight: 20, arbitrary: valueFor(each) },
        { weight: 1, arbitrary: fc.oneof(texts, numbers, fc.boolean(), choices) },
      ),
    ]),
  ),
  { requiredKeys: [] },
) as fc.Arbitrary<Record<string, CanonicalValue>>

const history = fc.dictionary(
  fc.constantFrom('city', 'score', 'colour', 'colours', 'active', 'seen'),
  fc.array(
    fc.tuple(
      fc.option(fc.oneof(texts, numbers, fc.constantFrom(...options), choices, fc.boolean())),
      instants,
    ),
    { minLength: 1, maxLength: 3 },
  ),
  { maxKeys: 3 },
)

const company: fc.Arbitrary<AssociatedSpecimen> = fc.record({
  values: valuesArbitrary,
  typeId: fc.constantFrom(1, 279),
  lists: fc.subarray([7, 8]),
  gone: fc.boolean(),
})

export const kinds: WorkflowStatusKind[] = [
  'WORKFLOWS_ENROLLMENT',
  'WORKFLOWS_ACTIVE',
  'WORKFLOWS_COMPLETED',
  'WORKFLOWS_GOAL_MET',
]

export const specimens: fc.Arbitrary<Specimen> = fc
  .record({
    values: valuesArbitrary,
    seen: history,
    companies: fc.array(company, { maxLength: 3 }),
    lists: fc.subarray([7, 8]),
    workflows: fc.dictionary(fc.constantFrom('12', '13'), fc.subarray(kinds, { minLength: 1 }), {
      maxKeys: 2,
    }),
    imports: fc.subarray(['3', '4']),
  })
  .map(({ seen, ...specimen }) => ({ ...specimen, history: inOrder(seen) }))

function inOrder(seen: Record<string, [CanonicalValue | null, number][]>): Record<string, ValueSeen[]> {
  const ordered = Object.entries(seen).map(([name, rows]) => [
    name,
    rows.sort((a, b) => a[1] - b[1]).map(([value, at], index) => ({ value, at: at + index })),
  ])
  return Object.fromEntries(ordered)
}

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseContext, inMemory, noon, property, treeOf } from './cases/case.js'
import { clockTrees } from './cases/random-filters.js'
import { specimens } from './cases/random-specimens.js'
import { compileFilter } from './compile.js'
import type { CompiledFilter } from './compiled.js'
import { recordOf } from './memory-record.js'
import { operatorFamilies } from './operators/index.js'
import { moods } from './operators/moods.js'

function compiled(tree: unknown): CompiledFilter {
  const outcome = compileFilter(tree, caseContext())
  if (!outcome.ok)
    throw new Error(outcome.problems.map(({ field, message }) => `${field}: ${message}`).join('\n'))
  return outcome.filter
}

const city = (value: string) => ({
  filterBranchType: 'AND',
  filters: [property('city', 'STRING', 'IS_EQUAL_TO', { value })],
})

describe('bad input', () => {
  const types = [...operatorFamilies.keys(), 'ALL_PROPERTY', 'GUESS']
  const operators = [
    ...Object.keys(moods),
    'IS_BEFORE',
    'IS_AFTER',
    'IS_KNOWN',
    'IS_LESS_THAN_X_DAYS_AGO',
    'IN_LAST_TIME_UNIT',
    'UPDATED_IN_LAST_X_DAYS',
    'IS_WITHIN_X_DAYS_OF',
  ]
  const members =
    'value values lowerBound upperBound timestamp year month day numberOfDays timeUnit timeUnitCount comparisonPropertyName defaultComparisonValue timePoint lowerBoundTimePoint upperBoundTimePoint propertyParser'.split(
      ' ',
    )
  const names = [...(caseContext().catalogue.properties.get('0-1')?.keys() ?? [])]
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 2 }),
    fc.constantFrom(...names),
    fc.integer(),
    fc.constantFrom(1e308, -1e15, 0.5, '2026', 'WEEK', 'YEARS'),
  )
  const point = fc.record(
    {
      timeType: fc.constantFrom('DATE', 'INDEXED', 'PROPERTY_REFERENCED'),
      year: anything,
      month: anything,
      day: anything,
      hour: anything,
      indexReference: fc.record({
        referenceType: fc.constantFrom('NOW', 'TODAY', 'WEEK', 'MONTH', 'FISCAL_YEAR'),
        day: anything,
        month: anything,
        dayOfWeek: anything,
      }),
      offset: fc.oneof(anything, fc.dictionary(fc.constantFrom('years', 'days', 'hours'), anything)),
      property: anything,
      referenceType: anything,
    },
    { requiredKeys: [] },
  )
  const operation = fc.tuple(
    fc.constantFrom(...names),
    fc.constantFrom(...types),
    fc.constantFrom(...operators),
    fc.dictionary(fc.constantFrom(...members), fc.oneof(anything, point)),
  )

  it('is answered with problems or a filter that works, never with an error', () => {
    fc.assert(
      fc.property(operation, specimens, ([name, type, operator, rest], specimen) => {
        const outcome = compileFilter(treeOf(property(name, type, operator, rest)), caseContext())
        if (!outcome.ok) {
          expect(outcome.problems.length).toBeGreaterThan(0)
          return
        }
        const record = inMemory(specimen)
        outcome.filter.matches(record, noon)
        outcome.filter.nextFlip(record, noon)
        outcome.filter.describe()
        expect(outcome.filter.toSql(noon).condition.text).not.toBe('')
      }),
      { numRuns: 1000 },
    )
  })

  it('of any other shape is refused', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (input) => {
        expect(compileFilter(input, caseContext()).ok).toBe(false)
      }),
      { numRuns: 500 },
    )
  })
})

describe('groups', () => {
  it('W-LOG-12 names the first group that matches', () => {
    const filter = compiled({ filterBranchType: 'OR', filterBranches: [city('a'), city('b'), city('b')] })
    expect(filter.matchedGroup(recordOf({ city: 'B' }), noon)).toBe(1)
    expect(filter.matchedGroup(recordOf({ city: 'c' }), noon)).toBeNull()
  })

  it('a root without groups matches nothing, a group without filters everything', () => {
    expect(compiled({ filterBranchType: 'OR' }).matches(recordOf({}), noon)).toBe(false)
    expect(compiled({ filterBranchType: 'AND' }).matches(recordOf({}), noon)).toBe(true)
  })
})

describe('reads', () => {
  it('W-FLS-2 name everything a filter depends on', () => {
    const { reads } = compiled({
      filterBranchType: 'AND',
      filters: [
        property('city', 'STRING', 'HAS_EVER_CONTAINED', { value: 'a' }),
        property('score', 'COMPARATIVE_NUMBER', 'IS_EQUAL_TO', { comparisonPropertyName: 'visits' }),
        property('seen', 'ROLLING_DATE_RANGE', 'IS_LESS_THAN_X_DAYS_AGO', { numberOfDays: 1 }),
        { filterType: 'IN_LIST', operator: 'NOT_IN_LIST', listId: '7' },
        {
          filterType: 'IN_LIST',
          operator: 'IN_LIST',
          metadata: { id: '12', inListType: 'WORKFLOWS_ACTIVE' },
        },
        { filterType: 'IN_LIST', operator: 'IN_LIST', metadata: { id: '3', inListType: 'IMPORT' } },
      ],
      filterBranches: [
        {
          filterBranchType: 'ASSOCIATION',
          objectTypeId: '0-2',
          operator: 'IN_LIST',
          filters: [property('rank', 'ALL_PROPERTY', 'IS_KNOWN')],
        },
        {
          filterBranchType: 'ASSOCIATION',
          objectTypeId: '0-2',
          operator: 'IN_LIST',
          filters: [property('town', 'ALL_PROPERTY', 'IS_KNOWN')],
        },
      ],
    })
    expect([...reads.properties].sort()).toEqual(['city', 'score', 'seen', 'visits'])
    expect([...reads.history]).toEqual(['city'])
    expect([...reads.lists]).toEqual([7])
    expect([...reads.workflows]).toEqual([12])
    expect([...reads.imports]).toEqual(['3'])
    expect(reads.clock).toBe(true)
    expect(reads.associations).toHaveLength(1)
    expect([...(reads.associations[0]?.reads.properties ?? [])].sort()).toEqual(['rank', 'town'])
  })

  it('say when cold values are needed', () => {
    expect(compiled(treeOf(property('city', 'ALL_PROPERTY', 'IS_KNOWN'))).toSql(noon).needsCold).toBe(false)
    expect(compiled(treeOf(property('street', 'ALL_PROPERTY', 'IS_KNOWN'))).toSql(noon).needsCold).toBe(true)
  })
})

describe('the clock', () => {
  it('W-FLS-3 a rolling condition flips at the instant it says', () => {
    const filter = compiled(
      treeOf(
        property('seen', 'ROLLING_DATE_RANGE', 'IS_LESS_THAN_X_DAYS_AGO', {
          numberOfDays: 2,
          timeUnit: 'HOURS',
        }),
      ),
    )
    const record = recordOf({ seen: noon })
    expect(filter.nextFlip(record, noon)).toBe(noon + 2 * 3_600_000 + 1)
    expect(filter.nextFlip(recordOf({ seen: noon + 5 }), noon)).toBe(noon + 5)
    expect(filter.nextFlip(recordOf({}), noon)).toBeNull()
  })

  it('W-FLS-4 a condition on days flips at midnight of the account time zone', () => {
    const filter = compiled(
      treeOf(property('birthday', 'CALENDAR_DATE', 'IN_THIS_TIME_UNIT', { timeUnit: 'MONTH' })),
    )
    expect(filter.nextFlip(recordOf({ birthday: Date.UTC(2026, 10, 3) }), noon)).toBe(
      Date.UTC(2026, 10, 30, 23),
    )
    expect(filter.nextFlip(recordOf({ birthday: Date.UTC(2027, 2, 9) }), noon)).toBe(
      Date.UTC(2027, 1, 28, 23),
    )
  })

  it('no answer changes before the flip, whatever the condition', () => {
    const later = fc.array(fc.integer({ min: 1, max: 400 * 86_400_000 }), { minLength: 5, maxLength: 20 })
    fc.assert(
      fc.property(clockTrees, specimens, later, (tree, specimen, instants) => {
        const filter = compiled(tree)
        const record = inMemory(specimen)
        const flip = filter.nextFlip(record, noon)
        const answer = filter.matches(record, noon)
        if (flip !== null) expect(flip).toBeGreaterThan(noon)
        const before = instants.map((after) => noon + after).filter((at) => flip === null || at < flip)
        for (const at of [...before, ...(flip === null ? [] : [flip - 1])])
          expect(filter.matches(record, at)).toBe(answer)
      }),
      { numRuns: 500 },
    )
  })
})

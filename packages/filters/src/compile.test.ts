import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { caseContext, inMemory, noon, property, treeOf } from './cases/case.js'
import { clockTrees, specimens } from './cases/random.js'
import { compileFilter } from './compile.js'
import type { CompiledFilter } from './compiled.js'
import { recordOf } from './memory-record.js'

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

import { describe, expect, it } from 'vitest'
import { caseContext, property, treeOf } from './cases/case.js'
import { compileFilter } from './compile.js'
import { deepestFilter, mostFilters, parseFilter } from './parse.js'

const known = property('city', 'ALL_PROPERTY', 'IS_KNOWN')
const inGroup = (...filters: readonly object[]) => ({
  filterBranchType: 'OR',
  filterBranches: [{ filterBranchType: 'AND', filters }],
})
const nested = (levels: number): object =>
  levels === 1
    ? { filterBranchType: 'AND', filters: [known] }
    : { filterBranchType: 'AND', filterBranches: [nested(levels - 1)] }

function problemsOf(input: unknown): [string, string | undefined][] {
  const outcome = compileFilter(input, caseContext(), 'enrollmentCriteria')
  return outcome.ok ? [] : outcome.problems.map(({ code, field }) => [code, field])
}

describe('reading', () => {
  it('keeps members it does not know', () => {
    const input = { ...treeOf({ ...known, note: 1 }), extra: { a: [1] } }
    expect(parseFilter(input)).toMatchObject({ ok: true, branch: input })
  })

  it('W-LOG-11 accepts five levels and refuses the sixth, naming it', () => {
    expect(parseFilter(nested(deepestFilter)).ok).toBe(true)
    expect(problemsOf(nested(deepestFilter + 1))).toEqual([
      ['FILTER_TOO_DEEP', `enrollmentCriteria${'.filterBranches[0]'.repeat(deepestFilter)}`],
    ])
  })

  it('W-TRG-12 accepts 250 filters and refuses one more', () => {
    const many = (count: number) => inGroup(...Array.from({ length: count }, () => known))
    expect(parseFilter(many(mostFilters)).ok).toBe(true)
    expect(problemsOf(many(mostFilters + 1))).toEqual([['FILTER_TOO_MANY', 'enrollmentCriteria']])
  })

  it('W-LOG-3 refuses a filter directly under the root OR', () => {
    expect(problemsOf({ filterBranchType: 'OR', filters: [known] })).toEqual([
      ['FILTER_INVALID', 'enrollmentCriteria.filters'],
    ])
  })

  it('api.md 4.9 (8) accepts a root of type AND as one group', () => {
    expect(problemsOf({ filterBranchType: 'AND', filters: [known] })).toEqual([])
  })

  it.each([
    ['a number for a tree', 5, '', 'FILTER_INVALID'],
    ['an unknown branch type', { filterBranchType: 'XOR' }, '.filterBranchType', 'FILTER_INVALID'],
    [
      'a filter that is text',
      inGroup('x' as unknown as object),
      '.filterBranches[0].filters[0]',
      'FILTER_INVALID',
    ],
    [
      'a lone surrogate',
      inGroup(property('city', 'STRING', 'CONTAINS', { value: '\ud800' })),
      '.filterBranches[0].filters[0].operation.value',
      'INVALID_TEXT',
    ],
    [
      'a forbidden key',
      JSON.parse('{"filterBranchType":"AND","__proto__":{}}'),
      '.__proto__',
      'FORBIDDEN_KEY',
    ],
  ])('refuses %s, with its place', (_words, input, place, code) => {
    expect(problemsOf(input)).toEqual([[code, `enrollmentCriteria${place}`]])
  })
})

describe('compiling', () => {
  const at = 'enrollmentCriteria.filterBranches[0].filters[0]'

  it.each([
    [
      'an unknown property',
      property('nope', 'STRING', 'IS_EQUAL_TO', { value: 'a' }),
      'property',
      'PROPERTY_DOESNT_EXIST',
    ],
    [
      'an operation that does not fit',
      property('city', 'NUMBER', 'IS_EQUAL_TO', { value: 1 }),
      'operation.operationType',
      'FILTER_OPERATOR_MISMATCH',
    ],
    [
      'an unknown operation type',
      property('city', 'GUESS', 'IS_EQUAL_TO'),
      'operation.operationType',
      'FILTER_UNSUPPORTED',
    ],
    [
      'an unknown operator',
      property('city', 'STRING', 'SOUNDS_LIKE', { value: 'a' }),
      'operation.operator',
      'FILTER_UNSUPPORTED',
    ],
    [
      'a number that is none',
      property('score', 'NUMBER', 'IS_EQUAL_TO', { value: 'ten' }),
      'operation.value',
      'FILTER_INVALID',
    ],
    [
      'no options',
      property('colour', 'ENUMERATION', 'IS_ANY_OF', { values: [] }),
      'operation.values',
      'FILTER_INVALID',
    ],
    [
      'a day that does not exist',
      property('seen', 'DATE', 'IS_AFTER', { year: 2026, month: 2, day: 30 }),
      'operation.day',
      'FILTER_INVALID',
    ],
    [
      'W-OPR-22 history of a calculated property',
      property('total', 'NUMBER', 'HAS_EVER_BEEN_EQUAL_TO', { value: 1 }),
      'operation.operator',
      'FILTER_OPERATOR_MISMATCH',
    ],
    [
      'a filter of another kind',
      { filterType: 'FORM_SUBMISSION', operator: 'FILLED_OUT' },
      '',
      'FILTER_UNSUPPORTED',
    ],
    [
      'an unknown time zone',
      property('seen', 'TIME_POINT', 'IS_AFTER', {
        timePoint: { timeType: 'DATE', year: 2026, month: 1, day: 1, zoneId: 'Mars/Olympus' },
      }),
      'operation.timePoint',
      'FILTER_INVALID',
    ],
    [
      'an offset beyond all dates',
      property('seen', 'TIME_POINT', 'IS_AFTER', {
        timePoint: { timeType: 'INDEXED', indexReference: { referenceType: 'NOW' }, offset: { years: 1e9 } },
      }),
      'operation.timePoint',
      'FILTER_INVALID',
    ],
  ])('refuses %s, with its place', (_words, filter, member, code) => {
    expect(problemsOf(inGroup(filter))).toEqual([[code, member === '' ? at : `${at}.${member}`]])
  })

  it('names every problem at once', () => {
    expect(
      problemsOf(
        inGroup(property('a', 'STRING', 'IS_EQUAL_TO'), known, property('b', 'STRING', 'IS_EQUAL_TO')),
      ),
    ).toHaveLength(2)
  })

  it('refuses an association that does not exist', () => {
    const branch = {
      filterBranchType: 'ASSOCIATION',
      objectTypeId: '0-2',
      associationTypeId: 3,
      associationCategory: 'HUBSPOT_DEFINED',
      operator: 'IN_LIST',
      filters: [],
    }
    expect(problemsOf(treeOf(branch))).toMatchObject([
      ['ASSOCIATION_TYPE_NOT_FOUND', expect.stringContaining('associationTypeId')],
    ])
  })

  it('accepts legacy zones and operations whose type is missing', () => {
    const legacy = { timeType: 'DATE', year: 2026, month: 1, day: 1, zoneId: 'US/Eastern' }
    const untyped = {
      filterType: 'PROPERTY',
      property: 'colour',
      operation: { operator: 'IS_ANY_OF', values: ['red'] },
    }
    expect(
      problemsOf(inGroup(property('seen', 'TIME_POINT', 'IS_AFTER', { timePoint: legacy }), untyped)),
    ).toEqual([])
  })
})

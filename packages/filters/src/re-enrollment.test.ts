import { expect, it } from 'vitest'
import { caseContext, property } from './cases/case.js'
import type { Filter } from './filter.js'
import { reEnrollmentEligibility } from './re-enrollment.js'

const eligible = (filter: object, associated = false) =>
  reEnrollmentEligibility(filter as Filter, caseContext(), associated).eligible

it.each([
  ['is any of', property('colour', 'ENUMERATION', 'IS_ANY_OF', { values: ['red'] })],
  ['is exactly', property('colours', 'ENUMERATION', 'IS_EXACTLY', { values: ['red'] })],
  ['is known', property('city', 'ALL_PROPERTY', 'IS_KNOWN')],
  ['starts with', property('city', 'STRING', 'STARTS_WITH', { value: 'a' })],
  ['a numeric comparison', property('score', 'NUMBER', 'IS_LESS_THAN', { value: 1 })],
  ['an absolute date', property('seen', 'TIME_POINT', 'IS_AFTER', { timePoint: { timeType: 'DATE' } })],
  ['joined a list', { filterType: 'IN_LIST', operator: 'IN_LIST', listId: '1' }],
  ['a form submission', { filterType: 'FORM_SUBMISSION', operator: 'FILLED_OUT' }],
])('W-REN-17 %s is eligible', (_words, filter) => {
  expect(eligible(filter)).toBe(true)
})

it.each([
  ['W-REN-16 a negative operator', property('city', 'STRING', 'IS_NOT_EQUAL_TO', { value: 'a' })],
  ['W-REN-16 a history operator', property('city', 'STRING', 'HAS_EVER_BEEN_EQUAL_TO', { value: 'a' })],
  ['W-REN-17 is unknown', property('city', 'ALL_PROPERTY', 'IS_UNKNOWN')],
  [
    'W-REN-17 a rolling date',
    property('seen', 'ROLLING_DATE_RANGE', 'IS_LESS_THAN_X_DAYS_AGO', { numberOfDays: 1 }),
  ],
  [
    'W-REN-17 a date relative to now',
    property('seen', 'TIME_POINT', 'IS_AFTER', { timePoint: { timeType: 'INDEXED' } }),
  ],
  ['W-REN-14 a calculated property', property('total', 'NUMBER', 'IS_EQUAL_TO', { value: 1 })],
  ['W-REN-15 privacy consent', { filterType: 'PRIVACY', operator: 'PRIVACY_CONSENT_COMPLETED' }],
  ['W-REN-8 leaving a list', { filterType: 'IN_LIST', operator: 'NOT_IN_LIST', listId: '1' }],
  ['W-REN-13 an activity that did not happen', { filterType: 'FORM_SUBMISSION', operator: 'NOT_FILLED_OUT' }],
])('%s is not eligible', (_words, filter) => {
  expect(eligible(filter)).toBe(false)
})

it('W-REN-12 properties of associated records are not eligible', () => {
  expect(eligible(property('city', 'ALL_PROPERTY', 'IS_KNOWN'), true)).toBe(false)
})

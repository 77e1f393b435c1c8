import { type Case, property, rowsOf } from './case.js'

export const numberCases: readonly Case[] = [
  {
    name: 'W-FLS-11 is equal to 0 does not match blank',
    filter: property('score', 'NUMBER', 'IS_EQUAL_TO', { value: 0 }),
    rows: rowsOf('score', [
      [0, true],
      [1, false],
      [undefined, false],
      ['0', false],
    ]),
  },
  {
    name: 'W-FLS-7 is not equal to matches contacts with no value',
    filter: property('rank', 'NUMBER', 'IS_NOT_EQUAL_TO', { value: '3' }),
    flow: 'contact',
    rows: rowsOf('rank', [
      [3, false],
      [3.0000000000000004, true],
      [undefined, true],
      ['three', false],
    ]),
  },
  {
    name: 'W-OPR-10 numbers compare as doubles, to the last bit',
    filter: property('visits', 'NUMBER', 'IS_GREATER_THAN', { value: 0.1 + 0.2 }),
    rows: rowsOf('visits', [
      [0.3, false],
      [0.1 + 0.2, false],
      [0.3000000000000001, true],
      [1e300, true],
      [-5e-324, false],
    ]),
  },
  ...(['IS_GREATER_THAN_OR_EQUAL_TO', 'IS_LESS_THAN', 'IS_LESS_THAN_OR_EQUAL_TO'] as const).map(
    (operator) => ({
      name: `W-OPR-10 ${operator}`,
      filter: property('score', 'NUMBER', operator, { value: 10 }),
      rows: rowsOf('score', [
        [9.99, operator !== 'IS_GREATER_THAN_OR_EQUAL_TO'],
        [10, operator !== 'IS_LESS_THAN'],
        [10.01, operator === 'IS_GREATER_THAN_OR_EQUAL_TO'],
      ]),
    }),
  ),
  {
    name: 'W-OPR-11 numeric between includes both bounds',
    filter: property('score', 'NUMBER_RANGED', 'IS_BETWEEN', { lowerBound: -1, upperBound: 5 }),
    rows: rowsOf('score', [
      [-1, true],
      [5, true],
      [-1.5, false],
      [5.5, false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-11 not between leaves both bounds out',
    filter: property('score', 'number-ranged', 'IS_NOT_BETWEEN', { lowerBound: -1, upperBound: 5 }),
    rows: rowsOf('score', [
      [-1, false],
      [5, false],
      [6, true],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-12 number history',
    filter: property('score', 'NUMBER', 'HAS_EVER_BEEN_EQUAL_TO', { value: 7 }),
    rows: [
      [
        {
          values: { score: 1 },
          history: {
            score: [
              { value: 7, at: 1 },
              { value: 1, at: 2 },
            ],
          },
        },
        true,
      ],
      [{ values: { score: 7 } }, true],
      [{ values: { score: 1 } }, false],
      [{ values: {} }, false],
    ],
  },
  {
    name: 'a number compared with another number of the record',
    filter: property('score', 'number-comparative', 'IS_LESS_THAN', { comparisonPropertyName: 'visits' }),
    rows: [
      [{ values: { score: 1, visits: 2 } }, true],
      [{ values: { score: 2, visits: 2 } }, false],
      [{ values: { score: 1 } }, false],
      [{ values: { visits: 1 } }, false],
    ],
  },
  {
    name: 'W-FLS-7 a comparison lacking its other side is one with no value',
    filter: property('score', 'COMPARATIVE_NUMBER', 'IS_NOT_EQUAL_TO', { comparisonPropertyName: 'visits' }),
    flow: 'contact',
    rows: [
      [{ values: { score: 1, visits: 1 } }, false],
      [{ values: { score: 1 } }, true],
      [{ values: { score: 1, visits: 'x' } }, false],
    ],
  },
  {
    name: 'hs_object_id is a number',
    filter: property('hs_object_id', 'NUMBER', 'IS_GREATER_THAN', { value: 0 }),
    rows: [[{ values: {} }, true]],
  },
]

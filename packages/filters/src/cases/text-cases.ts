import { type Case, property, rowsOf } from './case.js'

const city = (operator: string, members: object) => property('city', 'STRING', operator, members)

export const textCases: readonly Case[] = [
  {
    name: 'W-OPR-8 text is equal whatever its case, outer white space and Unicode form',
    filter: property('city', 'MULTISTRING', 'IS_EQUAL_TO', { values: [' Köln ', 'BONN'] }),
    rows: rowsOf('city', [
      ['köln', true],
      ['\u00a0KO\u0308LN\t', true],
      ['bonn', true],
      ['Bonn am Rhein', false],
      ['', false],
      [undefined, false],
      [5, false],
    ]),
  },
  {
    name: 'W-FLS-8 outside contact workflows a negative operator excludes records with no value',
    filter: city('IS_NOT_EQUAL_TO', { value: 'Rome' }),
    rows: rowsOf('city', [
      ['Paris', true],
      ['rome', false],
      [undefined, false],
      [true, false],
    ]),
  },
  {
    name: 'W-FLS-7 in contact workflows a negative operator also matches contacts with no value',
    filter: city('IS_NOT_EQUAL_TO', { value: 'Rome' }),
    flow: 'contact',
    rows: rowsOf('city', [
      ['Paris', true],
      ['ROME ', false],
      [undefined, true],
    ]),
  },
  {
    name: 'W-FLS-6 the flag lets records with no value pass, whatever the operator',
    filter: city('STARTS_WITH', { value: 'r', includeObjectsWithNoValueSet: true }),
    rows: rowsOf('city', [
      ['Rome', true],
      ['Paris', false],
      [undefined, true],
    ]),
  },
  {
    name: 'W-OPR-6 contains, any of several',
    filter: property('street', 'MULTISTRING', 'CONTAINS', { values: ['%', 'STRASSE'] }),
    rows: rowsOf('street', [
      ['Hauptstrasse 1', true],
      ['100 % sure', true],
      ['Hauptstr_sse', false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-6 does not contain',
    filter: property('town', 'STRING', 'DOES_NOT_CONTAIN', { value: '👍🏽' }),
    rows: rowsOf('town', [
      ['fine 👍🏽', false],
      ['fine 👍', true],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-6 ends with counts characters, not bytes',
    filter: city('ENDS_WITH', { value: '𝔘é' }),
    rows: rowsOf('city', [
      ['x𝔘É', true],
      ['𝔘e', false],
      ['é', false],
    ]),
  },
  {
    name: 'contains exactly compares the text as given',
    filter: property('city', 'MULTISTRING', 'CONTAINS_EXACTLY', { values: ['New York'] }),
    rows: rowsOf('city', [
      ['New York City', true],
      ['new york city', false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-7 has ever been equal to looks at every value there was',
    filter: city('HAS_EVER_BEEN_EQUAL_TO', { value: 'Œdema' }),
    rows: [
      [
        {
          values: { city: 'Rome' },
          history: {
            city: [
              { value: 'ŒDEMA', at: 1 },
              { value: 'Rome', at: 2 },
            ],
          },
        },
        true,
      ],
      [
        {
          values: {},
          history: {
            city: [
              { value: 'œdema', at: 1 },
              { value: null, at: 2 },
            ],
          },
        },
        true,
      ],
      [{ values: { city: 'Rome' } }, false],
      [{ values: {} }, false],
    ],
  },
  {
    name: 'W-OPR-7 has never contained; records that never had a value stay out',
    filter: city('HAS_NEVER_CONTAINED', { value: 'om' }),
    rows: [
      [
        {
          values: { city: 'Paris' },
          history: {
            city: [
              { value: 'Rome', at: 1 },
              { value: 'Paris', at: 2 },
            ],
          },
        },
        false,
      ],
      [{ values: { city: 'Paris' } }, true],
      [
        {
          values: {},
          history: {
            city: [
              { value: 'Paris', at: 1 },
              { value: null, at: 2 },
            ],
          },
        },
        true,
      ],
      [{ values: {} }, false],
    ],
  },
  {
    name: 'W-FLS-7 has never been, in a contact workflow, matches contacts that never had a value',
    filter: city('HAS_NEVER_BEEN_EQUAL_TO', { value: 'Rome' }),
    flow: 'contact',
    rows: [
      [{ values: {} }, true],
      [{ values: { city: 'rome' } }, false],
    ],
  },
  {
    name: 'W-OPR-9 text equals another property of the record',
    filter: property('city', 'COMPARATIVE_STRING', 'IS_EQUAL_TO', { comparisonPropertyName: 'street' }),
    rows: [
      [{ values: { city: 'A ', street: 'a' } }, true],
      [{ values: { city: 'A', street: 'b' } }, false],
      [{ values: { city: 'A' } }, false],
      [{ values: {} }, false],
    ],
  },
  {
    name: 'W-OPR-9 the fallback stands in for the other property',
    filter: property('city', 'COMPARATIVE_STRING', 'DOES_NOT_CONTAIN', {
      comparisonPropertyName: 'town',
      defaultComparisonValue: 'OM',
    }),
    rows: [
      [{ values: { city: 'Rome' } }, false],
      [{ values: { city: 'Paris' } }, true],
      [{ values: { city: 'Paris', town: 'is' } }, false],
      [{ values: {} }, false],
    ],
  },
  {
    name: 'W-OPR-1 is known',
    filter: property('street', 'ALL_PROPERTY', 'IS_KNOWN'),
    rows: rowsOf('street', [
      ['x', true],
      [' ', true],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-1 is unknown, and lower-case aliases are accepted',
    filter: property('town', 'alltypes', 'is_unknown'),
    rows: rowsOf('town', [
      ['x', false],
      [undefined, true],
    ]),
  },
  {
    name: 'is blank counts white space as nothing',
    filter: property('city', 'ALL_PROPERTY', 'IS_BLANK'),
    rows: rowsOf('city', [
      [' \u2003', true],
      ['x', false],
      [undefined, true],
    ]),
  },
]

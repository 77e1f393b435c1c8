import { type Case, property, rowsOf } from './case.js'

const options = (name: string, operator: string, ...values: readonly string[]) =>
  property(name, 'ENUMERATION', operator, { values })

/** Users by what they are (decision 21). */
const users = (
  name: string,
  operator: string,
  groups: readonly string[],
  {
    values = [],
    ...more
  }: { readonly values?: readonly string[]; readonly currentUserId?: string | number } = {},
) => property(name, 'ENUMERATION', operator, { values, millrace: { users: groups, ...more } })

export const optionCases: readonly Case[] = [
  {
    name: 'W-OPR-2 is any of, case and outer space of the written option apart',
    filter: options('colour', 'IS_ANY_OF', ' RED', 'blue'),
    rows: rowsOf('colour', [
      ['red', true],
      ['blue', true],
      ['green', false],
      [undefined, false],
      [3, false],
    ]),
  },
  {
    name: 'W-OPR-2 is none of',
    filter: options('owner', 'IS_NONE_OF', '17'),
    rows: rowsOf('owner', [
      ['17', false],
      ['18', true],
      [undefined, false],
    ]),
  },
  {
    name: 'W-FLF-25 any active user',
    filter: users('owner', 'IS_ANY_OF', ['ANY_ACTIVE_USER']),
    rows: rowsOf('owner', [
      ['17', true],
      ['20', true],
      ['19', false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-FLF-25 a named user or any deactivated one',
    filter: users('owner', 'IS_ANY_OF', ['any_deactivated_user'], { values: ['17'] }),
    rows: rowsOf('owner', [
      ['17', true],
      ['19', true],
      ['18', false],
    ]),
  },
  {
    name: 'W-FLF-25 W-FLS-7 no active user, where records without one pass',
    filter: users('owner', 'IS_NONE_OF', ['ANY_ACTIVE_USER']),
    flow: 'contact',
    rows: rowsOf('owner', [
      ['17', false],
      ['19', true],
      [undefined, true],
    ]),
  },
  {
    name: "W-FLF-25 the current user's team",
    filter: users('owner', 'IS_ANY_OF', ['CURRENT_USERS_TEAM'], { currentUserId: '7' }),
    rows: rowsOf('owner', [
      ['17', true],
      ['18', true],
      ['20', false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-FLF-25 whoever is in no team has nobody in it',
    filter: users('owner', 'IS_ANY_OF', ['CURRENT_USERS_TEAM'], { currentUserId: 10 }),
    rows: rowsOf('owner', [
      ['20', false],
      ['17', false],
    ]),
  },
  {
    name: 'W-FLF-25 nobody of an empty group: whoever has a value passes',
    filter: users('owner', 'IS_NONE_OF', ['CURRENT_USERS_TEAM'], { currentUserId: '9' }),
    rows: rowsOf('owner', [
      ['19', true],
      ['17', true],
      [undefined, false],
    ]),
  },
  {
    name: "W-FLF-25 a team that is the current user's",
    filter: users('hubspot_team_id', 'IS_ANY_OF', ['CURRENT_USERS_TEAM'], { currentUserId: '8' }),
    rows: rowsOf('hubspot_team_id', [
      ['3', true],
      ['4', false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-FLF-25 W-OPR-4 has ever been any deactivated user',
    filter: users('owner', 'HAS_EVER_BEEN_ANY_OF', ['ANY_DEACTIVATED_USER']),
    rows: [
      [
        {
          values: { owner: '17' },
          history: {
            owner: [
              { value: '19', at: 1 },
              { value: '17', at: 2 },
            ],
          },
        },
        true,
      ],
      [{ values: { owner: '18' } }, false],
    ],
  },
  {
    name: 'W-OPR-3 any of, of several choices',
    filter: options('colours', 'IS_ANY_OF', 'red', 'gone'),
    rows: rowsOf('colours', [
      [['blue', 'red'], true],
      [['blue'], false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-3 is exactly',
    filter: options('tints', 'IS_EXACTLY', 'red', 'blue', 'red'),
    rows: rowsOf('tints', [
      [['blue', 'red'], true],
      [['blue'], false],
      [['blue', 'green', 'red'], false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-3 is not exactly',
    filter: options('colours', 'IS_NOT_EXACTLY', 'red'),
    flow: 'contact',
    rows: rowsOf('colours', [
      [['red'], false],
      [['blue', 'red'], true],
      [undefined, true],
    ]),
  },
  {
    name: 'W-OPR-3 contains all of',
    filter: options('colours', 'CONTAINS_ALL', 'red', 'blue'),
    rows: rowsOf('colours', [
      [['blue', 'green', 'red'], true],
      [['blue', 'green'], false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-3 does not contain all of',
    filter: options('colours', 'DOES_NOT_CONTAIN_ALL', 'red', 'blue'),
    rows: rowsOf('colours', [
      [['blue', 'green', 'red'], false],
      [['blue', 'green'], true],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-4 has ever been any of, of a single choice',
    filter: options('colour', 'HAS_EVER_BEEN_ANY_OF', 'red'),
    rows: [
      [
        {
          values: { colour: 'blue' },
          history: {
            colour: [
              { value: 'red', at: 1 },
              { value: 'blue', at: 2 },
            ],
          },
        },
        true,
      ],
      [{ values: { colour: 'blue' } }, false],
    ],
  },
  {
    name: 'W-OPR-4 has never contained all of, of several choices',
    filter: options('colours', 'HAS_NEVER_CONTAINED_ALL', 'red', 'blue'),
    rows: [
      [
        {
          values: { colours: ['red'] },
          history: {
            colours: [
              { value: ['blue', 'green', 'red'], at: 1 },
              { value: ['red'], at: 2 },
            ],
          },
        },
        false,
      ],
      [{ values: { colours: ['red'] } }, true],
      [{ values: {} }, false],
    ],
  },
  {
    name: 'W-OPR-5 a checkbox is equal to false only when it says so',
    filter: property('active', 'BOOL', 'IS_EQUAL_TO', { value: false }),
    rows: rowsOf('active', [
      [false, true],
      [true, false],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-5 a checkbox is not equal to true; written as an enumeration',
    filter: options('paid', 'IS_NONE_OF', 'true'),
    flow: 'contact',
    rows: rowsOf('paid', [
      [false, true],
      [true, false],
      [undefined, true],
    ]),
  },
  {
    name: 'W-OPR-5 a checkbox has never been true',
    filter: property('active', 'BOOL', 'HAS_NEVER_BEEN_EQUAL_TO', { value: 'true' }),
    rows: [
      [{ values: { active: false } }, true],
      [
        {
          values: { active: false },
          history: {
            active: [
              { value: true, at: 1 },
              { value: false, at: 2 },
            ],
          },
        },
        false,
      ],
    ],
  },
  {
    name: 'two checkboxes are equal',
    filter: property('active', 'bool-comparative', 'IS_EQUAL_TO', {
      comparisonPropertyName: 'paid',
      defaultComparisonValue: false,
    }),
    rows: [
      [{ values: { active: true, paid: true } }, true],
      [{ values: { active: false } }, true],
      [{ values: { active: true } }, false],
      [{ values: {} }, false],
    ],
  },
]

import { berlin, type Case, noon, property, rowsOf, utcDay } from './case.js'

const zone = { zoneId: 'Europe/Berlin', timezoneSource: 'CUSTOM' }
const indexed = (referenceType: string, offset: object = {}, reference: object = {}) => ({
  timeType: 'INDEXED',
  indexReference: { referenceType, ...reference },
  offset,
  ...zone,
})
const day = (year: number, month: number, date: number) => ({
  timeType: 'DATE',
  year,
  month,
  day: date,
  ...zone,
})
const hour = 3_600_000

export const dateCases: readonly Case[] = [
  {
    name: 'W-OPR-14 is after D means after the last millisecond of D in the account time zone',
    filter: property('seen', 'DATE', 'IS_AFTER', { year: 2026, month: 11, day: 18 }),
    rows: rowsOf('seen', [
      [berlin(2026, 11, 18, 23, 59, 59, 999), false],
      [berlin(2026, 11, 19), true],
      [undefined, false],
      ['soon', false],
    ]),
  },
  {
    name: 'W-OPR-14 is before D means before its first millisecond',
    filter: property('seen', 'DATETIME', 'IS_BEFORE_DATE', {
      timestamp: utcDay(2026, 11, 18),
      requiresTimeZoneConversion: true,
    }),
    rows: rowsOf('seen', [
      [berlin(2026, 11, 18) - 1, true],
      [berlin(2026, 11, 18), false],
    ]),
  },
  {
    name: 'W-OPR-23 a date-only value is compared as a calendar day',
    filter: property('birthday', 'DATE', 'IS_EQUAL_TO', { year: 2026, month: 11, day: 18 }),
    rows: rowsOf('birthday', [
      [utcDay(2026, 11, 18), true],
      [utcDay(2026, 11, 17), false],
      [utcDay(2026, 11, 19), false],
    ]),
  },
  {
    name: 'W-OPR-15 is between includes both whole days',
    filter: property('called', 'RANGED_DATE', 'IS_BETWEEN', {
      lowerBound: utcDay(2026, 11, 1),
      upperBound: utcDay(2026, 11, 2),
      requiresTimeZoneConversion: true,
    }),
    rows: rowsOf('called', [
      [berlin(2026, 11, 1), true],
      [berlin(2026, 11, 2, 23, 59, 59, 999), true],
      [berlin(2026, 11, 1) - 1, false],
      [berlin(2026, 11, 3), false],
    ]),
  },
  {
    name: 'W-OPR-13 is not between',
    filter: property('renewal', 'datetime-ranged', 'IS_NOT_BETWEEN', {
      lowerBoundTimestamp: utcDay(2026, 11, 1),
      upperBoundTimestamp: utcDay(2026, 11, 2),
    }),
    rows: rowsOf('renewal', [
      [utcDay(2026, 11, 1), false],
      [utcDay(2026, 11, 3), true],
      [undefined, false],
    ]),
  },
  {
    name: 'W-OPR-17 less than N days ago runs from the start of that day up to now',
    filter: property('seen', 'ROLLING_DATE_RANGE', 'IS_LESS_THAN_X_DAYS_AGO', { numberOfDays: 2 }),
    rows: rowsOf('seen', [
      [berlin(2026, 11, 16), true],
      [berlin(2026, 11, 16) - 1, false],
      [noon, true],
      [noon + 1, false],
    ]),
  },
  {
    name: 'W-OPR-16 more than N days ago',
    filter: property('birthday', 'ROLLING_DATE_RANGE', 'IS_MORE_THAN_X_DAYS_AGO', { numberOfDays: 2 }),
    rows: rowsOf('birthday', [
      [utcDay(2026, 11, 15), true],
      [utcDay(2026, 11, 16), false],
    ]),
  },
  {
    name: 'W-OPR-17 less than N days from now runs to the end of that day',
    filter: property('seen', 'datetime-rolling', 'IS_LESS_THAN_X_DAYS_FROM_NOW', { numberOfDays: 1 }),
    rows: rowsOf('seen', [
      [noon - 1, false],
      [noon, true],
      [berlin(2026, 11, 19, 23, 59, 59, 999), true],
      [berlin(2026, 11, 20), false],
    ]),
  },
  {
    name: 'W-OPR-16 more than N days from now',
    filter: property('renewal', 'ROLLING_DATE_RANGE', 'IS_MORE_THAN_X_DAYS_FROM_NOW', { numberOfDays: 1 }),
    rows: rowsOf('renewal', [
      [utcDay(2026, 11, 19), false],
      [utcDay(2026, 11, 20), true],
    ]),
  },
  {
    name: 'W-OPR-18 hours are exact',
    filter: property('seen', 'ROLLING_DATE_RANGE', 'IS_LESS_THAN_X_DAYS_AGO', {
      numberOfDays: 3,
      timeUnit: 'HOURS',
    }),
    rows: rowsOf('seen', [
      [noon - 3 * hour, true],
      [noon - 3 * hour - 1, false],
    ]),
  },
  {
    name: 'W-OPR-19 in this week, which begins on Monday',
    filter: property('seen', 'CALENDAR_DATE', 'IN_THIS_TIME_UNIT', { timeUnit: 'WEEK' }),
    rows: rowsOf('seen', [
      [berlin(2026, 11, 16), true],
      [berlin(2026, 11, 16) - 1, false],
      [berlin(2026, 11, 23) - 1, true],
      [berlin(2026, 11, 23), false],
    ]),
  },
  {
    name: 'W-OPR-19 in the last fiscal quarter, of a year that begins in April',
    filter: property('birthday', 'CALENDAR_DATE', 'IN_LAST_TIME_UNIT', {
      timeUnit: 'QUARTER',
      useFiscalYear: true,
    }),
    rows: rowsOf('birthday', [
      [utcDay(2026, 7, 1), true],
      [utcDay(2026, 9, 30), true],
      [utcDay(2026, 10, 1), false],
    ]),
  },
  {
    name: 'W-OPR-19 in the next two fiscal years, beginning in March',
    filter: property('renewal', 'CALENDAR_DATE', 'IN_NEXT_TIME_UNIT', {
      timeUnit: 'YEAR',
      timeUnitCount: 2,
      useFiscalYear: true,
      fiscalYearStart: 'MARCH',
    }),
    rows: rowsOf('renewal', [
      [utcDay(2027, 2, 28), false],
      [utcDay(2027, 3, 1), true],
      [utcDay(2029, 2, 28), true],
      [utcDay(2029, 3, 1), false],
    ]),
  },
  {
    name: 'W-OPR-20 before another date of the record; a date and a date-time meet as days',
    filter: property('birthday', 'COMPARATIVE_DATE', 'IS_BEFORE', { comparisonPropertyName: 'seen' }),
    rows: [
      [{ values: { birthday: utcDay(2026, 7, 1), seen: Date.UTC(2026, 6, 1, 22, 30) } }, true],
      [{ values: { birthday: utcDay(2026, 7, 1), seen: Date.UTC(2026, 6, 1, 21, 30) } }, false],
      [{ values: { birthday: utcDay(2026, 7, 1) } }, false],
    ],
  },
  {
    name: 'W-OPR-20 within N days of another date',
    filter: property('called', 'COMPARATIVE_DATE', 'IS_WITHIN_X_DAYS_OF', {
      comparisonPropertyName: 'renewal',
      numberOfDays: 1,
    }),
    rows: [
      [{ values: { called: berlin(2026, 11, 19, 23), renewal: utcDay(2026, 11, 18) } }, true],
      [{ values: { called: berlin(2026, 11, 20), renewal: utcDay(2026, 11, 18) } }, false],
    ],
  },
  {
    name: 'api.md 5.3 TODAY is the start of the day as a lower bound and its end as an upper one',
    filter: property('seen', 'TIME_RANGED', 'IS_BETWEEN', {
      lowerBoundTimePoint: indexed('TODAY', { days: -1 }),
      upperBoundTimePoint: indexed('TODAY'),
      lowerBoundEndpointBehavior: 'INCLUSIVE',
      upperBoundEndpointBehavior: 'INCLUSIVE',
    }),
    rows: rowsOf('seen', [
      [berlin(2026, 11, 17), true],
      [berlin(2026, 11, 17) - 1, false],
      [berlin(2026, 11, 19) - 1, true],
      [berlin(2026, 11, 19), false],
    ]),
  },
  {
    name: 'api.md 5.3 a time point after a date, the endpoint excluded, leaves out that day',
    filter: property('seen', 'TIME_POINT', 'IS_AFTER', {
      timePoint: day(2026, 11, 18),
      endpointBehavior: 'EXCLUSIVE',
    }),
    rows: rowsOf('seen', [
      [berlin(2026, 11, 18, 12), false],
      [berlin(2026, 11, 19), true],
    ]),
  },
  {
    name: 'api.md 5.3 before now minus an hour, to the millisecond',
    filter: property('called', 'TIME_POINT', 'IS_BEFORE', {
      timePoint: indexed('NOW', { hours: -1 }),
      endpointBehavior: 'INCLUSIVE',
    }),
    rows: rowsOf('called', [
      [noon - hour, true],
      [noon - hour + 1, false],
    ]),
  },
  {
    name: 'api.md 5.3 the last day of last month, though the month is shorter',
    filter: property('birthday', 'TIME_RANGED', 'IS_BETWEEN', {
      lowerBoundTimePoint: indexed('MONTH', { months: -9 }, { day: 31 }),
      upperBoundTimePoint: indexed('MONTH', { months: -9 }, { day: 31 }),
    }),
    rows: rowsOf('birthday', [
      [utcDay(2026, 2, 28), true],
      [utcDay(2026, 2, 27), false],
    ]),
  },
  {
    name: 'api.md 5.3 the Friday of this week',
    filter: property('birthday', 'TIME_POINT', 'IS_AFTER', {
      timePoint: indexed('WEEK', {}, { dayOfWeek: 'FRIDAY' }),
      endpointBehavior: 'INCLUSIVE',
    }),
    rows: rowsOf('birthday', [
      [utcDay(2026, 11, 19), false],
      [utcDay(2026, 11, 20), true],
    ]),
  },
  {
    name: 'api.md 5.3 after a referenced date, whose whole day is left out',
    filter: property('seen', 'TIME_POINT', 'IS_AFTER', {
      timePoint: { timeType: 'PROPERTY_REFERENCED', property: 'renewal', referenceType: 'VALUE', ...zone },
      endpointBehavior: 'EXCLUSIVE',
    }),
    rows: [
      [{ values: { seen: berlin(2026, 11, 18, 23), renewal: utcDay(2026, 11, 18) } }, false],
      [{ values: { seen: berlin(2026, 11, 19), renewal: utcDay(2026, 11, 18) } }, true],
      [{ values: { seen: berlin(2026, 11, 19) } }, false],
    ],
  },
  {
    name: 'W-OPR-21 updated in the last N days, by values that changed',
    filter: property('city', 'ROLLING_PROPERTY_UPDATED', 'UPDATED_IN_LAST_X_DAYS', { numberOfDays: 7 }),
    rows: [
      [{ values: { city: 'x' }, history: { city: [{ value: 'x', at: noon - 24 * hour }] } }, true],
      [
        {
          values: {},
          history: {
            city: [
              { value: 'x', at: 1 },
              { value: null, at: noon - 24 * hour },
            ],
          },
        },
        true,
      ],
      [{ values: { city: 'x' } }, false],
      [{ values: {} }, false],
    ],
  },
  {
    name: 'W-FLS-7 not updated, in a contact workflow, matches what was never written',
    filter: property('colours', 'rolling-property-updated', 'NOT_UPDATED_IN_LAST_X_DAYS', {
      numberOfDays: 7,
    }),
    flow: 'contact',
    rows: [
      [{ values: {} }, true],
      [{ values: { colours: ['red'] } }, true],
      [{ values: { colours: ['red'] }, history: { colours: [{ value: ['red'], at: noon - hour }] } }, false],
    ],
  },
  {
    name: 'W-OPR-21 updated after another property was',
    filter: property('city', 'COMPARATIVE_PROPERTY_UPDATED', 'IS_AFTER', { comparisonPropertyName: 'score' }),
    rows: [
      [{ values: {}, history: { city: [{ value: 'x', at: 5 }], score: [{ value: 1, at: 4 }] } }, true],
      [{ values: {}, history: { city: [{ value: 'x', at: 4 }], score: [{ value: 1, at: 4 }] } }, false],
      [{ values: {}, history: { city: [{ value: 'x', at: 4 }] } }, false],
    ],
  },
  {
    name: 'W-OPR-21 a time point of the last update, of a property of any type',
    filter: property('active', 'TIME_POINT', 'IS_BEFORE', {
      propertyParser: 'UPDATED_AT',
      timePoint: { timeType: 'PROPERTY_REFERENCED', property: 'city', referenceType: 'UPDATED_AT', ...zone },
      endpointBehavior: 'EXCLUSIVE',
    }),
    rows: [
      [
        {
          values: { active: true },
          history: { active: [{ value: true, at: 3 }], city: [{ value: 'x', at: 4 }] },
        },
        true,
      ],
      [
        {
          values: { active: true },
          history: { active: [{ value: true, at: 4 }], city: [{ value: 'x', at: 4 }] },
        },
        false,
      ],
    ],
  },
]

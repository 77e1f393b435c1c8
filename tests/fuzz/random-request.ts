// Requests from a seed: known paths with broken parameters, valid bodies with broken members, and plain noise.
import type { Endpoint } from '@millrace/api'

export interface RandomRequest {
  readonly method: string
  readonly path: string
  readonly body: string | undefined
  readonly contentType: string
}

/** mulberry32: 32 bits of state are plenty, and a seed names the whole run. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export function randomRequest(
  random: () => number,
  endpoints: readonly Endpoint[],
  ids: readonly string[],
): RandomRequest {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T
  const endpoint = pick(endpoints)
  const method = random() < 0.03 ? pick(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) : endpoint.method
  const path = endpoint.path.replace(/:([A-Za-z]+)/g, (_, name: string) => parameter(name, pick, random, ids))
  const query = Array.from(
    { length: Math.floor(random() * 3) },
    () => `${pick(queryNames)}=${pick(texts(ids))}`,
  )
  return {
    method,
    path: `${random() < 0.05 ? pick(['/', '//', '/%', '/%ff']) : ''}${path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    body: method === 'GET' ? undefined : body(endpoint, pick, random, ids),
    contentType: random() < 0.03 ? 'text/plain' : 'application/json',
  }
}

type Pick = <T>(from: readonly T[]) => T

const queryNames = [
  'limit',
  'after',
  'idProperty',
  'properties',
  'propertiesWithHistory',
  'associations',
  'archived',
  'state',
  'from',
  'to',
  'recordId',
  'outcome',
  'unenrollAll',
  '__proto__',
]
const objectTypes = [
  'contacts',
  'contacts',
  'contacts',
  'companies',
  'contacts',
  'contact',
  '0-1',
  'companies',
  'deals',
  'tasks',
  '0-19',
  '2-1',
  'nothing',
  '%00',
  '__proto__',
]

/** Texts as they stand in an address. */
function texts(ids: readonly string[]): readonly string[] {
  return [
    ...ids,
    ...ids,
    ...ids,
    '1',
    '0',
    '-1',
    '9007199254740993',
    '99999999999999999999',
    '2147483648',
    'email',
    'firstname',
    'a%40b.c',
    '%00',
    '%ED%A0%80',
    '%F0%9F%98%80',
    '',
    '%27%3B--',
    'true',
    'x'.repeat(300),
    '1e400',
    'NaN',
    '2026-01-01',
    '-8640000000000001',
  ]
}

function parameter(name: string, pick: Pick, random: () => number, ids: readonly string[]): string {
  if (name === 'objectType' && random() < 0.8) return pick(objectTypes)
  return pick(texts(ids)) || 'x'
}

const noise: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1e308,
  2 ** 53,
  2 ** 31,
  0.1,
  '',
  'x',
  '😀',
  ';a;b',
  '2026-02-30',
  '1e999',
  'hs_object_id',
  [],
  {},
  [[]],
  { a: null },
  '~firstname',
  "'; DROP TABLE records; --",
]
/** What the first reading of a body refuses already: seldom, so that most requests get further. */
const poison: readonly unknown[] = ['\u0000', '\ud800', { constructor: 1 }, 'x'.repeat(70_000)]
const propertyNames = [
  'email',
  'firstname',
  'lastname',
  'firstname',
  'lastname',
  'amount',
  'createdate',
  'nope',
  '',
]

function body(
  endpoint: Endpoint,
  pick: Pick,
  random: () => number,
  ids: readonly string[],
): string | undefined {
  const roll = random()
  if (roll < 0.04) return undefined
  if (roll < 0.08)
    return pick([
      '{',
      '[1,2',
      'nul',
      '"\ud800"',
      '{"a":1,"a":2}',
      '{"__proto__":{}}',
      '\ufeff{}',
      '[[[[[[[[',
      '',
    ])
  if (roll < 0.12) return JSON.stringify(pick(noise))
  if (roll < 0.15) return JSON.stringify({ properties: { firstname: pick(poison) }, name: pick(poison) })
  const made = valid(endpoint, pick, random, ids)
  // Half of the bodies go out as they were made: they reach the database.
  return JSON.stringify(random() < 0.5 ? made : broken(made, pick, random))
}

/** Something the endpoint would take, or nearly. */
function valid(endpoint: Endpoint, pick: Pick, random: () => number, ids: readonly string[]): unknown {
  const properties = () =>
    Object.fromEntries(
      Array.from({ length: Math.floor(random() * 4) }, () => [
        pick(propertyNames),
        random() < 0.8 ? `text ${Math.floor(random() * 50)}` : pick(noise),
      ]),
    )
  const input = () => ({
    id: pick([...ids, 'a@b.c', '5']),
    idProperty: pick([undefined, 'email', 'firstname']),
    properties: properties(),
    associations: pick([
      undefined,
      [],
      [
        {
          to: { id: pick(ids) },
          types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: pick([279, 1, 0, 2 ** 40]) }],
        },
      ],
    ]),
    name: pick(['prop_a', 'prop_b', 'email', 'X', '']),
    type: pick(['FLOW_ID', 'string', 'number', 'enumeration']),
    flowId: pick(ids),
  })
  const filter = {
    propertyName: pick(propertyNames),
    operator: pick(['EQ', 'IN', 'GT', 'BETWEEN', 'CONTAINS_TOKEN', 'HAS_PROPERTY', 'LIKE']),
    value: pick(noise),
    highValue: pick(noise),
    values: [pick(noise), 'x'],
  }
  const action = {
    actionId: pick(['1', '2', 1]),
    type: pick(['SINGLE_CONNECTION', 'LIST_BRANCH', 'WEBHOOK', 'X']),
    actionTypeId: pick(['0-5', '0-1', '0-3', '9-9']),
    fields: pick([
      {},
      { property_name: 'lastname', value: { type: 'STATIC_VALUE', staticValue: 'x' } },
      { delta: '1', time_unit: 'DAYS' },
    ]),
    connection: pick([undefined, {}, { edgeType: 'STANDARD', nextActionId: pick(['1', '2', '9']) }]),
    listBranches: pick([
      undefined,
      [],
      [{ filterBranch: { filterBranchType: 'OR', filterBranches: [], filters: [] } }],
    ]),
  }
  switch (endpoint.tag) {
    case 'Objects':
      return {
        ...input(),
        inputs: [input(), input()],
        filterGroups: [{ filters: [filter] }],
        sorts: pick([[], ['-email'], [{ propertyName: 'createdate', direction: 'ASCENDING' }]]),
        limit: pick([1, 10, 0, -1, 201]),
        after: pick(['0', '5', 'x']),
      }
    case 'Properties':
      return {
        name: pick(['prop_a', 'prop_b', 'Bad Name', 'email']),
        label: 'P',
        groupName: pick(['g', 'contactinformation']),
        type: pick(['string', 'number', 'enumeration', 'date', 'x']),
        fieldType: pick(['text', 'number', 'checkbox', 'date', 'x']),
        options: pick([undefined, [], [{ label: 'A', value: 'a' }]]),
        displayOrder: pick([0, -1, 2 ** 31, 0.5]),
        hasUniqueValue: pick([true, false]),
        inputs: [input()],
      }
    case 'Flows':
      return {
        type: pick(['CONTACT_FLOW', 'PLATFORM_FLOW']),
        objectTypeId: pick(['0-1', '0-2', '9-9']),
        flowType: 'WORKFLOW',
        isEnabled: random() < 0.3,
        revisionId: pick(['1', '2', 1, 'x']),
        startActionId: pick(['1', '2', undefined]),
        actions: [action],
        uuid: pick([undefined, 'u', pick(ids)]),
        enrollmentCriteria: pick([
          undefined,
          { type: 'MANUAL' },
          {
            type: 'LIST_BASED',
            listFilterBranch: {
              filterBranchType: 'OR',
              filterBranches: [],
              filters: [
                {
                  filterType: 'PROPERTY',
                  property: 'firstname',
                  operation: { operationType: 'MULTISTRING', operator: 'IS_EQUAL_TO', values: [pick(noise)] },
                },
              ],
            },
          },
        ]),
        inputs: [input()],
      }
    case 'Workflows':
      return {
        enrollExisting: pick([true, false, 'x']),
        note: pick([undefined, 'n', 'n\u0000']),
        recordIds: [pick(ids), pick(ids)],
        listId: pick([undefined, '1']),
      }
    default:
      return { name: pick(['Account', '']), timeZone: pick(['UTC', 'X']) }
  }
}

/** Replaces a member here and there by noise, leaves one out, or adds a strange one. */
function broken(value: unknown, pick: Pick, random: () => number): unknown {
  if (random() < 0.04) return pick(noise)
  if (Array.isArray(value)) return value.map((entry) => broken(entry, pick, random))
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value)
    .filter(() => random() > 0.03)
    .map(([name, member]) => [name, broken(member, pick, random)] as const)
  return Object.fromEntries(random() < 0.05 ? [...members, ['strange', pick(noise)]] : members)
}

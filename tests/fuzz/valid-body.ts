// Bodies made by hand for the endpoints whose schema says little: records, properties, flows, publications.
import type { Endpoint } from '@millrace/api'
import type { Pick } from './from-schema.js'

export const noise: readonly unknown[] = [
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

/** Something the endpoint would take, or nearly. */
export function validBody(
  endpoint: Endpoint,
  pick: Pick,
  random: () => number,
  ids: readonly string[],
): unknown {
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

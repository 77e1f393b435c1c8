import { type AssociatedSpecimen, type Case, property, type Specimen } from './case.js'

const branch = (members: object, ...filters: readonly object[]) => ({
  filterBranchType: 'ASSOCIATION',
  objectTypeId: '0-2',
  operator: 'IN_LIST',
  filters,
  ...members,
})
const scored = (least: number) => property('score', 'NUMBER', 'IS_GREATER_THAN_OR_EQUAL_TO', { value: least })
const inCity = (value: string) => property('city', 'STRING', 'IS_EQUAL_TO', { value })
const primary = { associationTypeId: 1, associationCategory: 'HUBSPOT_DEFINED' }
const company = (values: AssociatedSpecimen['values'], typeId = 279): AssociatedSpecimen => ({
  values,
  typeId,
})
const contact = (...companies: readonly AssociatedSpecimen[]): Specimen => ({ values: {}, companies })

export const recordCases: readonly Case[] = [
  {
    name: 'W-LOG-6 the filters of one branch must be true of the same associated record',
    filter: branch({}, scored(5), inCity('rome')),
    rows: [
      [contact(company({ score: 5, city: 'Rome' })), true],
      [contact(company({ score: 5 }), company({ city: 'Rome' })), false],
      [contact(), false],
    ],
  },
  {
    name: 'W-LOG-5 two branches may be satisfied by two associated records',
    filter: { filterBranchType: 'AND', filterBranches: [branch({}, scored(5)), branch({}, inCity('rome'))] },
    rows: [
      [contact(company({ score: 5 }), company({ city: 'Rome' })), true],
      [contact(company({ score: 5 })), false],
    ],
  },
  {
    name: 'W-LOG-7 with a label only that association counts',
    filter: branch(primary, scored(5)),
    rows: [
      [contact(company({ score: 5 }, 1)), true],
      [contact(company({ score: 5 }, 279)), false],
    ],
  },
  {
    name: 'deleted associated records do not count',
    filter: branch({}, scored(5)),
    rows: [[contact({ ...company({ score: 5 }), gone: true }), false]],
  },
  {
    name: 'W-LOG-8 all associated records, W-LOG-9 which is false when there are none',
    filter: branch({ millrace: { quantifier: 'ALL' } }, scored(5)),
    rows: [
      [contact(company({ score: 5 }), company({ score: 6 })), true],
      [contact(company({ score: 5 }), company({})), false],
      [contact(), false],
    ],
  },
  {
    name: 'W-LOG-8 none of the associated records',
    filter: branch({ millrace: { quantifier: 'NONE' } }, scored(5)),
    rows: [
      [contact(company({ score: 4 })), true],
      [contact(), true],
      [contact(company({ score: 4 }), company({ score: 5 })), false],
    ],
  },
  {
    name: 'W-FLF-3 has between N and M associated records',
    filter: branch({ coalescingRefineBy: { type: 'NUM_OCCURRENCES', minOccurrences: 2, maxOccurrences: 2 } }),
    rows: [
      [contact(company({}), company({}, 1)), true],
      [contact(company({})), false],
      [contact(company({}), company({}), company({})), false],
    ],
  },
  {
    name: 'api.md 5.1 is unknown on what every record has means that there is none',
    filter: branch({}, property('hs_object_id', 'ALL_PROPERTY', 'IS_UNKNOWN')),
    rows: [
      [contact(), true],
      [contact(company({})), false],
    ],
  },
  {
    name: 'W-FLF-4 member of a list',
    filter: { filterType: 'IN_LIST', operator: 'IN_LIST', listId: '7' },
    rows: [
      [{ values: {}, lists: [7] }, true],
      [{ values: {}, lists: [8] }, false],
    ],
  },
  {
    name: 'W-FLF-4 not member of a list',
    filter: { filterType: 'IN_LIST', operator: 'NOT_IN_LIST', listId: 7 },
    rows: [
      [{ values: {}, lists: [7] }, false],
      [{ values: {} }, true],
    ],
  },
  {
    name: 'W-FLF-5 an associated record is in a list',
    filter: {
      filterType: 'ASSOCIATION',
      operator: 'IN_LIST',
      listId: '7',
      toObjectTypeId: '0-2',
      ...primary,
    },
    rows: [
      [contact({ ...company({}, 1), lists: [7] }), true],
      [contact({ ...company({}), lists: [7] }), false],
      [contact(company({}, 1)), false],
    ],
  },
  ...(['WORKFLOWS_ENROLLMENT', 'WORKFLOWS_ACTIVE', 'WORKFLOWS_COMPLETED', 'WORKFLOWS_GOAL_MET'] as const).map(
    (kind) => ({
      name: `W-FLF-6 ${kind}`,
      filter: { filterType: 'IN_LIST', operator: 'IN_LIST', metadata: { id: '12', inListType: kind } },
      rows: [
        [{ values: {}, workflows: { 12: [kind] } }, true],
        [{ values: {}, workflows: { 13: [kind] } }, false],
        [{ values: {} }, false],
      ] as const,
    }),
  ),
  {
    name: 'W-FLF-7 was not part of an import',
    filter: { filterType: 'IN_LIST', operator: 'NOT_IN_LIST', metadata: { id: '3', inListType: 'IMPORT' } },
    rows: [
      [{ values: {}, imports: ['3'] }, false],
      [{ values: {}, imports: ['4'] }, true],
    ],
  },
  {
    name: 'W-LOG-4 not all',
    filter: { filterBranchType: 'NOT_ALL', filters: [scored(5), inCity('rome')] },
    rows: [
      [{ values: { score: 5, city: 'Rome' } }, false],
      [{ values: { score: 5 } }, true],
      [{ values: {} }, true],
    ],
  },
  {
    name: 'W-LOG-4 not any',
    filter: { filterBranchType: 'NOT_ANY', filters: [scored(5), inCity('rome')] },
    rows: [
      [{ values: { score: 5 } }, false],
      [{ values: { score: 4 } }, true],
      [{ values: {} }, true],
    ],
  },
  {
    name: 'a constant is what it says',
    filter: { filterType: 'CONSTANT', shouldAccept: true },
    rows: [[{ values: {} }, true]],
  },
]

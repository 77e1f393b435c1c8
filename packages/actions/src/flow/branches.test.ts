import { describe, expect, test } from 'vitest'
import type { Action } from '../action.js'
import type { ActionNode } from '../action-node.js'
import type { Outcome } from '../outcome.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { edgesOf } from './edges.js'
import { ifThen } from './if-then.js'
import { valueEquals } from './value-equals.js'

const taken = (outcome: Outcome | undefined) =>
  outcome?.kind === 'branched' ? `${outcome.edge} ${outcome.label}` : outcome?.kind

async function take(
  action: Action,
  node: ActionNode,
  values: Parameters<typeof memoryRecord>[0],
  outputs = {},
) {
  const [outcome] = await runAction(action, node, [memoryRecord(values)], new MemoryCrm(), outputs)
  return taken(outcome)
}
const issues = (action: Action, node: ActionNode) => issuesOf(action.prepare(node, prepareContext()))

describe('if/then', () => {
  const greater = (value: number) => ({
    filterBranchType: 'AND',
    filterBranchOperator: 'AND',
    filterBranches: [],
    filters: [
      {
        filterType: 'PROPERTY',
        property: 'nurture_count',
        operation: { operationType: 'NUMBER', operator: 'IS_GREATER_THAN', value },
      },
    ],
  })
  const node: ActionNode = {
    actionId: '1',
    type: 'LIST_BRANCH',
    listBranches: [
      {
        branchName: 'many',
        filterBranch: greater(10),
        connection: { edgeType: 'STANDARD', nextActionId: '2' },
      },
      { filterBranch: greater(1) },
    ],
    defaultBranch: { edgeType: 'GOTO', nextActionId: '3' },
    defaultBranchName: 'few',
  }

  test('A-BRF-3 A-BRF-4 takes the first branch that matches, else none met', async () => {
    expect(await take(ifThen, node, { nurture_count: 11 })).toBe('0 many')
    expect(await take(ifThen, node, { nurture_count: 5 })).toBe('1 Branch 2')
    expect(await take(ifThen, node, { nurture_count: 1 })).toBe('default few')
    expect(await take(ifThen, node, {})).toBe('default few')
  })

  test('api.md 6.1 its edges in order; a missing one ends the path, a GOTO is one like any other', () => {
    expect(edgesOf(node).map(({ key, to, edgeType }) => [key, to, edgeType])).toEqual([
      ['0', '2', 'STANDARD'],
      ['1', null, 'STANDARD'],
      ['default', '3', 'GOTO'],
    ])
  })

  test('A-BRF-1 1 to 20 branches, each with criteria', () => {
    expect(issues(ifThen, { ...node, listBranches: [] })).toEqual(['MISSING_FIELD listBranches'])
    expect(issues(ifThen, { ...node, listBranches: [{}] })).toEqual([
      'MISSING_FIELD listBranches[0].filterBranch',
    ])
    const many = Array.from({ length: 21 }, () => ({ filterBranch: greater(1) }))
    expect(issues(ifThen, { ...node, listBranches: many })).toEqual(['LIMIT_EXCEEDED listBranches'])
  })

  test('W-PUB-22 an unknown property is named with its place', () => {
    const [filter] = greater(1).filters
    const criteria = { ...greater(1), filters: [{ ...filter, property: 'nope' }] }
    const [issue] = issues(ifThen, { ...node, listBranches: [{ filterBranch: criteria }] })
    expect(issue).toMatch(/^PROPERTY_DOESNT_EXIST listBranches\[0\]\.filterBranch\.filters\[0\]/)
  })
})

describe('value equals', () => {
  const on = (propertyName: string, ...values: readonly string[]): ActionNode => ({
    actionId: '1',
    type: 'STATIC_BRANCH',
    inputValue: { type: 'OBJECT_PROPERTY', propertyName },
    staticBranches: values.map((branchValue) => ({ branchValue })),
    defaultBranchName: 'other',
  })

  test('A-BRV-5 takes the equal value; empty values and values without a branch take the default', async () => {
    expect(await take(valueEquals, on('colour', 'red', 'blue'), { colour: 'blue' })).toBe('1 blue')
    expect(await take(valueEquals, on('colour', 'red', 'blue'), { colour: 'green' })).toBe('default other')
    expect(await take(valueEquals, on('colour', 'red', 'blue'), {})).toBe('default other')
  })

  test('A-BRV-8 free text in any case, options exactly, numbers and dates as values', async () => {
    expect(await take(valueEquals, on('nickname', 'AL'), { nickname: ' al' })).toBe('0 AL')
    expect(await take(valueEquals, on('colour', 'RED'), { colour: 'red' })).toBe('default other')
    expect(await take(valueEquals, on('nurture_count', '3.0'), { nurture_count: 3 })).toBe('0 3.0')
    expect(await take(valueEquals, on('birthday', '2026-11-22'), { birthday: Date.UTC(2026, 10, 22) })).toBe(
      '0 2026-11-22',
    )
  })

  test('A-BRV-9 several options take the first branch whose value is among them', async () => {
    expect(await take(valueEquals, on('interests', 'sport', 'art'), { interests: ['art', 'sport'] })).toBe(
      '0 sport',
    )
  })

  test('A-GEN-11 A-BRO-1 tests the output of an earlier action', async () => {
    const node = {
      ...on('x', 'true', '200'),
      inputValue: { type: 'FIELD_DATA', actionId: '9', dataKey: 'out' },
    }
    expect(await take(valueEquals, node, {}, { '9': { out: 200 } })).toBe('1 200')
    expect(await take(valueEquals, node, {}, { '9': { out: true } })).toBe('0 true')
    expect(await take(valueEquals, node, {})).toBe('default other')
  })

  test('A-BRV-3 A-BRV-7 at most 250 values; a repeated one is only a warning, and the first is taken', async () => {
    const many = Array.from({ length: 251 }, (_, index) => `v${index}`)
    expect(issues(valueEquals, on('nickname', ...many))).toEqual(['LIMIT_EXCEEDED staticBranches'])
    expect(issues(valueEquals, on('nickname', 'a', 'a'))).toEqual([])
    expect(await take(valueEquals, on('nickname', 'a', 'A'), { nickname: 'a' })).toBe('0 a')
  })

  test('W-PUB-22 the input must be there and exist', () => {
    expect(issues(valueEquals, { ...on('nickname', 'a'), inputValue: undefined })).toEqual([
      'MISSING_FIELD inputValue',
    ])
    expect(issues(valueEquals, on('nope', 'a'))).toEqual(['PROPERTY_DOESNT_EXIST inputValue.propertyName'])
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ActionNode } from '../action-node.js'
import type { Outcome } from '../outcome.js'
import { issuesOf, MemoryCrm, memoryRecord, prepareContext, runAction } from '../testing/index.js'
import { branchOf, evenShares, randomSplit } from './random-split.js'

const split = (percentages: readonly unknown[], more: Record<string, unknown> = {}): ActionNode => ({
  actionId: '1',
  type: 'AB_TEST_BRANCH',
  testBranches: percentages.map((percentage, index) => ({
    connection: { edgeType: 'STANDARD', nextActionId: String(index + 2) },
    ...(percentage !== undefined && { percentage }),
  })),
  ...more,
})
const issues = (node: ActionNode) => issuesOf(randomSplit.prepare(node, prepareContext()))
const edge = (outcome: Outcome | undefined) => (outcome?.kind === 'branched' ? outcome.edge : outcome?.kind)

async function taken(node: ActionNode, lot: number): Promise<string | undefined> {
  const crm = new MemoryCrm({ random: () => lot })
  return edge((await runAction(randomSplit, node, [memoryRecord()], crm))[0])
}

test('A-BRR-2 each branch takes the share it carries', async () => {
  const node = split([10, '60', 30])
  expect(await Promise.all([0, 0.0999, 0.1, 0.6999, 0.7, 0.9999].map((lot) => taken(node, lot)))).toEqual([
    '0',
    '0',
    '1',
    '1',
    '2',
    '2',
  ])
})

test('A-BRR-2 api.md 6.1 without percentages the branches share evenly', async () => {
  const node = split([undefined, undefined])
  expect(await Promise.all([0.49, 0.51].map((lot) => taken(node, lot)))).toEqual(['0', '1'])
})

describe('laws', () => {
  test('A-BRR-3 even shares total 100, the first takes what is left over', () => {
    for (let branches = 2; branches <= 10; branches++) {
      const shares = evenShares(branches)
      expect(shares.reduce((sum, share) => sum + share)).toBe(100)
      expect(new Set(shares.slice(1)).size).toBeLessThanOrEqual(1)
      expect(shares[0]).toBeGreaterThanOrEqual(shares[1] ?? 0)
    }
    expect(evenShares(3)).toEqual([34, 33, 33])
  })

  test('A-BRR-2 of a hundred evenly spaced lots each branch gets exactly its percentage', () => {
    const cuts = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 9 })
    fc.assert(
      fc.property(cuts, fc.double({ min: 0, max: 0.999, noNaN: true }), (unsorted, within) => {
        const ends = [...unsorted.sort((a, b) => a - b), 100]
        const shares = ends.map((end, index) => end - (ends[index - 1] ?? 0))
        const got = shares.map(() => 0)
        for (let lot = 0; lot < 100; lot++) {
          const branch = branchOf((lot + within) / 100, shares)
          got[branch] = (got[branch] ?? 0) + 1
        }
        expect(got).toEqual(shares)
      }),
    )
  })
})

test('A-BRR-5 a draw is the enrollment’s own; with the option it is the record’s, at every enrollment', async () => {
  const records = [3, 42, 97].map((id) => memoryRecord({}, { id }))
  const lots = (node: ActionNode, lot: number) =>
    runAction(randomSplit, node, records, new MemoryCrm({ random: () => lot }))
  const kept = split([50, 50], { millrace: { keepBranch: true } })
  expect((await lots(kept, 0)).map(edge)).toEqual((await lots(kept, 0.99)).map(edge))
  expect((await lots(kept, 0)).map(edge)).toEqual(['0', '0', '1'])
  expect((await lots(split([50, 50]), 0)).map(edge)).toEqual(['0', '0', '0'])
})

test('A-BRR-3 A-BRR-4 2 to 10 branches whose whole percentages total 100', () => {
  expect(issues(split([50, 50]))).toEqual([])
  expect(issues(split([100, 0]))).toEqual([])
  expect(issues(split([]))).toEqual(['MISSING_FIELD testBranches'])
  expect(issues(split([100]))).toEqual(['LIMIT_EXCEEDED testBranches'])
  expect(issues(split(Array.from({ length: 11 }, () => undefined)))).toEqual(['LIMIT_EXCEEDED testBranches'])
  expect(issues(split([50, 51]))).toEqual(['WORKFLOW_INVALID testBranches'])
  expect(issues(split([50, undefined]))).toEqual(['MISSING_FIELD testBranches[1].percentage'])
  expect(issues(split([50.5, 49.5]))).toEqual([
    'WORKFLOW_INVALID testBranches[0].percentage',
    'WORKFLOW_INVALID testBranches[1].percentage',
  ])
  expect(issues(split([-1, 101]))).toHaveLength(2)
})

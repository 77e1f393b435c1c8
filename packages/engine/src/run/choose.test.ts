import type { ClaimedEnrollment } from '@millrace/store'
import { describe, expect, test } from 'vitest'
import { aloneFrom, choose, suspectBatch } from './choose.js'

const claimed = (id: number, suspicion = 0, dueAt = id): ClaimedEnrollment => ({
  id,
  place: '(0,1)',
  workflowId: 1,
  recordId: id,
  revisionId: 1,
  state: 'ready',
  actionId: '1',
  seq: 0,
  lane: 'bulk',
  dueAt,
  waitingSince: null,
  chain: [],
  context: null,
  suspicion,
})

const idsOf = (enrollments: readonly ClaimedEnrollment[]) => enrollments.map(({ id }) => id)

describe('engine.md 4, poison: who runs in a wave', () => {
  test('everybody, in order of due time, then id', () => {
    const { running } = choose([claimed(3, 0, 5), claimed(1, 0, 9), claimed(2, 0, 5)], aloneFrom)
    expect(idsOf(running)).toEqual([2, 3, 1])
  })

  test('the suspected once go by 16, without anybody else', () => {
    const { running } = choose(
      [claimed(1), ...Array.from({ length: 20 }, (_, i) => claimed(i + 2, 1))],
      aloneFrom,
    )
    expect(running).toHaveLength(suspectBatch)
    expect(running.every(({ suspicion }) => suspicion === 1)).toBe(true)
  })

  test('the suspected twice go alone', () => {
    expect(
      idsOf(choose([claimed(1), claimed(2, 1), claimed(3, 2), claimed(4, 3)], aloneFrom).running),
    ).toEqual([3])
  })

  test('only what failed alone twice is put aside', () => {
    const { running, poisoned } = choose([claimed(1), claimed(2, 3), claimed(3, 4)], aloneFrom)
    expect(running).toEqual([])
    expect(idsOf(poisoned)).toEqual([3])
  })
})

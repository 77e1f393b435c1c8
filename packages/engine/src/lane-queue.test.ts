import { expect, test } from 'vitest'
import { LaneQueue } from './lane-queue.js'

test('interactive goes first, and bulk waits for eight turns at most', () => {
  const queue = new LaneQueue()
  const taken: string[] = []
  for (let i = 0; i < 20; i++) {
    queue.add(1, 'interactive')
    queue.add(1, 'bulk')
    taken.push(queue.take(0)?.lane ?? 'none')
  }
  expect(taken[0]).toBe('interactive')
  expect(taken.filter((lane) => lane === 'bulk')).toHaveLength(2)
  expect(taken.indexOf('bulk')).toBe(8)
})

test('accounts of one lane take turns by the time they have had', () => {
  const queue = new LaneQueue()
  const taken: number[] = []
  for (let i = 0; i < 12; i++) {
    queue.add(1, 'bulk')
    queue.add(2, 'bulk')
    const turn = queue.take(0)
    if (!turn) throw new Error('nothing was taken')
    taken.push(turn.accountId)
    queue.charge(turn, turn.accountId === 1 ? 50 : 10)
  }
  expect(taken.filter((id) => id === 2).length).toBeGreaterThanOrEqual(9)
})

test('an account that comes back does not make up for the time it was away', () => {
  const queue = new LaneQueue()
  for (let i = 0; i < 5; i++) {
    queue.add(1, 'bulk')
    const turn = queue.take(0)
    if (turn) queue.charge(turn, 100)
  }
  queue.add(1, 'bulk')
  queue.add(2, 'bulk')
  const first = queue.take(0)
  if (first) queue.charge(first, 600)
  queue.add(1, 'bulk')
  queue.add(2, 'bulk')
  expect([first?.accountId, queue.take(0)?.accountId].toSorted()).toEqual([1, 2])
})

test('a paused account is not taken before its moment, and says when that is', () => {
  const queue = new LaneQueue()
  queue.add(1, 'timers')
  queue.pause(1, 'timers', 500)
  expect(queue.take(499)).toBeUndefined()
  expect(queue.nextPaused(499)).toBe(500)
  expect(queue.take(500)).toEqual({ accountId: 1, lane: 'timers' })
})

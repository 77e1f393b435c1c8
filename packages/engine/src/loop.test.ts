import { expect, test } from 'vitest'
import type { Turn } from './lane-queue.js'
import { Loop, type TakeTurn } from './loop.js'
import { idle } from './progress.js'

const silent = { exhausted: async () => {}, failed: () => {} }
const more = { claimed: 1, more: true, nextAt: null }

function loopOf(takeTurn: TakeTurn): Loop {
  const loop = new Loop({ count: 1, spare: 1 }, takeTurn, silent)
  loop.start()
  return loop
}

test('engine.md 4 where there is more in bulk, the spare slot takes turns beside the others', async () => {
  let bothRun = () => {}
  const together = new Promise<void>((resolve) => {
    bothRun = resolve
  })
  const running = new Set<number>()
  let turns = 0
  const loop = loopOf(async (_: Turn, slot) => {
    if (++turns === 1) return more
    running.add(slot)
    if (running.size === 2) bothRun()
    await together
    return idle
  })
  loop.wake(1, 'bulk')
  await together
  await loop.close()
  expect([...running].sort()).toEqual([0, 1])
})

test('engine.md 4 after work that somebody waits for, the spare slot keeps away', async () => {
  const slots: number[] = []
  let done = () => {}
  const thirty = new Promise<void>((resolve) => {
    done = resolve
  })
  const loop = loopOf(async ({ lane }, slot) => {
    slots.push(slot)
    if (slots.length === 30) done()
    if (lane === 'bulk') return slots.length < 30 ? more : idle
    // The second look finds nothing more of what was done in the first: now there is bulk work.
    if (slots.length === 2) loop.wake(1, 'bulk')
    return { claimed: slots.length === 1 ? 1 : 0, more: false, nextAt: null }
  })
  loop.wake(1, 'interactive')
  await thirty
  await loop.close()
  expect(new Set(slots)).toEqual(new Set([0]))
})

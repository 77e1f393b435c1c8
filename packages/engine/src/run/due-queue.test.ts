import type { Claim } from '@millrace/store'
import { describe, expect, test } from 'vitest'
import { DueQueue, waveSize as sizes } from './due-queue.js'

const waveSize = sizes.timers

const ids = (count: number) => Array.from({ length: count }, (_, i) => i)
const claim = (more: Partial<Claim>): Claim => ({
  now: 100_000,
  recordIds: ids(waveSize),
  picked: waveSize,
  firstSkipped: null,
  last: { dueAt: 50_000, id: 7 },
  ...more,
})

describe('engine.md 4, due queue: where a worker looks', () => {
  test('at everything first, and again every minute', () => {
    const queue = new DueQueue('timers')
    expect(queue.look(0).mark).toEqual({ dueAt: 0, id: 0 })
    queue.learn(claim({}), waveSize)
    expect(queue.look(59_000).mark.dueAt).toBeGreaterThan(0)
    expect(queue.look(60_000).mark).toEqual({ dueAt: 0, id: 0 })
  })

  test('in a long queue behind what it claimed last, once a second with 2 s of overlap', () => {
    const queue = new DueQueue('timers')
    queue.look(0)
    queue.learn(claim({}), waveSize)
    expect(queue.look(500).mark).toEqual({ dueAt: 50_000, id: 7 })
    queue.learn(claim({}), waveSize)
    expect(queue.look(1_000).mark).toEqual({ dueAt: 48_000, id: 0 })
  })

  test('never past a record that another wave holds', () => {
    const queue = new DueQueue('timers')
    queue.look(0)
    queue.learn(claim({ firstSkipped: { dueAt: 20_000, id: 3 } }), waveSize)
    expect(queue.look(10).mark).toEqual({ dueAt: 20_000, id: 3 })
  })

  test('two seconds back from now once it has seen the end', () => {
    const queue = new DueQueue('timers')
    queue.look(0)
    queue.learn(claim({ picked: 3, recordIds: [1, 2, 3] }), waveSize)
    expect(queue.look(10).mark).toEqual({ dueAt: 98_000, id: 0 })
  })

  test('wider while others hold most of what it finds, and narrow again when alone', () => {
    const queue = new DueQueue('timers')
    queue.look(0)
    queue.learn(claim({ recordIds: [], firstSkipped: { dueAt: 1, id: 1 } }), waveSize)
    expect(queue.look(1)).toMatchObject({ width: 2 * waveSize, limit: waveSize })
    queue.learn(claim({ picked: 2 * waveSize }), 2 * waveSize)
    expect(queue.look(2).width).toBe(waveSize)
  })

  test('at everything again when what it claimed is due still', () => {
    const queue = new DueQueue('timers')
    queue.look(0)
    queue.learn(claim({}), waveSize)
    queue.lookBack()
    expect(queue.look(10).mark).toEqual({ dueAt: 0, id: 0 })
  })
})

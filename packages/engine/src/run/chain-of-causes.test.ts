import { describe, expect, test } from 'vitest'
import { chainFor, closesLoop, mostHops } from './chain-of-causes.js'

const hop = (workflowId: number, recordId: number, waited = false) => ({ workflowId, recordId, waited })

describe('W-ENR-13 the chain of causes', () => {
  test('stops the second pass of a record through a workflow that nothing waited in', () => {
    expect(closesLoop([hop(1, 5), hop(2, 5)], 1, 5)).toBe(true)
  })

  test('lets another record, another workflow, or a loop with a wait in it go on', () => {
    expect(closesLoop([hop(1, 5), hop(2, 5)], 1, 6)).toBe(false)
    expect(closesLoop([hop(1, 5), hop(2, 5)], 3, 5)).toBe(false)
    expect(closesLoop([hop(1, 5), hop(2, 5, true)], 1, 5)).toBe(false)
    expect(closesLoop([hop(1, 5, true), hop(2, 5)], 1, 5)).toBe(false)
  })

  test('counts a wait only since the last pass', () => {
    expect(closesLoop([hop(1, 5, true), hop(1, 5), hop(2, 5)], 1, 5)).toBe(true)
  })

  test('ends after 20 hops, wherever they went', () => {
    const long = Array.from({ length: mostHops }, (_, i) => hop(i + 10, i, true))
    expect(closesLoop(long, 1, 5)).toBe(true)
    expect(closesLoop(long.slice(1), 1, 5)).toBe(false)
  })

  test('names the enrollment after its own causes', () => {
    expect(chainFor({ workflowId: 2, chain: [hop(1, 5)] }, 6, true)).toEqual([hop(1, 5), hop(2, 6, true)])
  })
})

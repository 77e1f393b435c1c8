import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validFlows } from '../testing/index.js'
import type { Flow } from './flow.js'
import { keepAdditions } from './keep-additions.js'
import { nextActionId } from './next-action-id.js'
import { parseFlow } from './parse-flow.js'
import { revisionMoves } from './revision-moves.js'

type Json = Record<string, unknown>

const edge = (nextActionId: string) => ({ edgeType: 'STANDARD', nextActionId })
const step = (actionId: string, next?: string, members: Json = {}) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-5',
  ...(next && { connection: edge(next) }),
  ...members,
})
function flow(actions: readonly unknown[], members: Json = {}): Flow {
  const parsed = parseFlow({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    startActionId: '1',
    actions,
    ...members,
  })
  if (!parsed.ok) throw parsed.problems[0]
  return parsed.flow
}

describe('W-ENR-14 W-RUN-11 people at a removed action', () => {
  test('go on at the first action after it that still exists', () => {
    const old = flow([step('1', '2'), step('2', '3'), step('3', '4'), step('4')])
    expect(revisionMoves(old, flow([step('1', '4'), step('4')]))).toEqual({ '2': '4', '3': '4' })
  })

  test('complete where nothing after it exists, also round a loop', () => {
    expect(revisionMoves(flow([step('1', '2'), step('2')]), flow([step('1')]))).toEqual({ '2': null })
    expect(revisionMoves(flow([step('1', '2'), step('2', '1')]), flow([]))).toEqual({ '1': null, '2': null })
  })

  test('at a branch take its default edge', () => {
    const branch = {
      actionId: '1',
      type: 'LIST_BRANCH',
      listBranches: [{ connection: edge('2') }],
      defaultBranch: edge('3'),
    }
    expect(revisionMoves(flow([branch, step('2'), step('3')]), flow([step('2'), step('3')]))).toEqual({
      '1': '3',
    })
  })

  test('the same id with another kind or type counts as removed', () => {
    const old = flow([step('1', '2'), step('2')])
    expect(revisionMoves(old, flow([step('1', '2', { actionTypeId: '0-1' }), step('2')]))).toEqual({
      '1': '2',
    })
    expect(
      revisionMoves(old, flow([{ actionId: '1', type: 'WEBHOOK', connection: edge('2') }, step('2')])),
    ).toEqual({ '1': '2' })
  })

  test('only what is gone moves, and only to what exists', () => {
    fc.assert(
      fc.property(validFlows, validFlows, (old, next) => {
        const kept = new Map(next.actions.map((node) => [node.actionId, node]))
        const moves = revisionMoves(old, next)
        for (const [from, to] of Object.entries(moves)) {
          const [before, after] = [old.actions.find((node) => node.actionId === from), kept.get(from)]
          expect(before?.type === after?.type && before?.actionTypeId === after?.actionTypeId).toBe(false)
          if (to !== null) expect(kept.has(to)).toBe(true)
        }
        expect(revisionMoves(old, old)).toEqual({})
      }),
    )
  })
})

describe('engine.md 6 our additions across a PUT', () => {
  const branch = (millrace?: Json | null) => ({
    branchName: 'a',
    ...(millrace !== undefined && { millrace }),
  })
  const node = (millrace?: Json | null, branchMillrace?: Json | null) => ({
    actionId: '2',
    type: 'LIST_BRANCH',
    listBranches: [branch(branchMillrace)],
    ...(millrace !== undefined && { millrace }),
  })
  const old = flow(
    [step('1', '2', { millrace: { onFailure: 'stop' } }), node({ note: 'n' }, { branchId: 'b1' })],
    { millrace: { timeZone: 'UTC' } },
  )

  test('absent means keep: of the flow, of actions by id, of branches by name', () => {
    const kept = keepAdditions(old, flow([node(), step('1', '2')]))
    expect(kept.millrace).toEqual({ timeZone: 'UTC' })
    expect(kept.actions.map((action) => action.millrace)).toEqual([{ note: 'n' }, { onFailure: 'stop' }])
    expect(kept.actions[0]?.listBranches).toEqual([branch({ branchId: 'b1' })])
  })

  test('null removes, a value replaces', () => {
    const kept = keepAdditions(
      old,
      flow([step('1', '2', { millrace: null }), node({ note: 'm' }, null)], { millrace: null }),
    )
    expect('millrace' in kept).toBe(false)
    expect(kept.actions.map((action) => action.millrace)).toEqual([undefined, { note: 'm' }])
    expect(kept.actions[1]?.listBranches).toEqual([branch()])
  })

  test('an action that was replaced by another one keeps nothing of it', () => {
    expect(keepAdditions(old, flow([step('9')])).actions[0]?.millrace).toBeUndefined()
  })
})

test('engine.md 6 ids are never used again: one more than the greatest ever', () => {
  expect(nextActionId(flow([step('3'), step('12'), step('5')]))).toBe(13)
  expect(nextActionId(flow([]), 40)).toBe(40)
})

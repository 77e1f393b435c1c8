import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Flow } from './flow.js'
import {
  branchLevels,
  cyclesWithoutWait,
  type Graph,
  graphOf,
  parentsOf,
  reachableFrom,
  successorsOf,
} from './graph.js'
import { parseFlow } from './parse-flow.js'

interface Drawn {
  readonly waits: boolean
  readonly to: readonly number[]
}

/** A flow of value branches and delays with these edges; action ids count from 1. */
function flow(nodes: readonly Drawn[]): Flow {
  const edge = (to: number) => ({ edgeType: 'GOTO', nextActionId: String(to + 1) })
  const actions = nodes.map(({ waits, to }, index) =>
    waits
      ? {
          actionId: String(index + 1),
          type: 'SINGLE_CONNECTION',
          actionTypeId: '0-1',
          fields: { delta: '1', time_unit: 'MINUTES' },
          ...(to[0] !== undefined && { connection: edge(to[0]) }),
        }
      : {
          actionId: String(index + 1),
          type: 'STATIC_BRANCH',
          staticBranches: to.map((target) => ({ connection: edge(target) })),
        },
  )
  const parsed = parseFlow({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    startActionId: '1',
    actions,
  })
  if (!parsed.ok) throw parsed.problems[0]
  return parsed.flow
}

const drawings = fc.integer({ min: 1, max: 9 }).chain((size) =>
  fc.array(fc.record({ waits: fc.boolean(), to: fc.array(fc.nat(size - 1), { maxLength: 3 }) }), {
    minLength: size,
    maxLength: size,
  }),
)

/** Whether some way leads from an action back to it, over actions that do not wait: found by walking, not by theory. */
function comesRound(graph: Graph, drawn: readonly Drawn[], id: string): boolean {
  const hasteful = (each: string) => drawn[Number(each) - 1]?.waits === false
  if (!hasteful(id)) return false
  const seen = new Set<string>()
  const waiting = successorsOf(graph, id).filter(hasteful)
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at === id) return true
    if (seen.has(at)) continue
    seen.add(at)
    waiting.push(...successorsOf(graph, at).filter(hasteful))
  }
  return false
}

test('A-FLW-3 the actions of hasty loops are exactly those from which a hasty way leads back', () => {
  fc.assert(
    fc.property(drawings, (drawn) => {
      const graph = graphOf(flow(drawn))
      const found = new Set(cyclesWithoutWait(graph).flat())
      for (const id of graph.places.keys()) expect(found.has(id)).toBe(comesRound(graph, drawn, id))
    }),
    { numRuns: 300 },
  )
})

test("parents and successors are each other's mirror", () => {
  fc.assert(
    fc.property(drawings, (drawn) => {
      const graph = graphOf(flow(drawn))
      const parents = parentsOf(graph)
      for (const id of graph.places.keys()) {
        for (const next of successorsOf(graph, id)) expect(parents.get(next)).toContain(id)
        for (const parent of parents.get(id) ?? []) expect(successorsOf(graph, parent)).toContain(id)
      }
    }),
  )
})

test('a long chain needs no deep stack', () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => ({
    waits: false,
    to: index < 19_999 ? [index + 1] : [0],
  }))
  const graph = graphOf(flow(chain))
  expect(reachableFrom(graph, '1').size).toBe(20_000)
  expect(cyclesWithoutWait(graph)).toHaveLength(1)
})

test('A-GEN-21 levels count branches within branches as drawn, not those behind a go-to', () => {
  expect(
    branchLevels(
      graphOf(
        flow([
          { waits: false, to: [1] },
          { waits: false, to: [] },
        ]),
      ),
    ),
  ).toBe(1)
})

import { memoryCatalogue } from '@millrace/actions/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { validFlows } from '../../testing/random-flow.js'
import { compileWorkflow } from '../compile-workflow.js'
import type { Flow } from '../flow.js'
import { parseFlow } from '../parse-flow.js'
import { publishingProblems } from './index.js'

type Json = Record<string, unknown>

const edge = (nextActionId: string, edgeType = 'STANDARD') => ({ edgeType, nextActionId })
const delay = (actionId: string, next?: string, delta = '5') => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-1',
  fields: { delta, time_unit: 'MINUTES' },
  ...(next && { connection: edge(next) }),
})
const set = (
  actionId: string,
  connection?: Json,
  value: unknown = { type: 'STATIC_VALUE', staticValue: 'x' },
) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId: '0-5',
  fields: { property_name: 'nickname', value },
  ...(connection && { connection }),
})

function flow(actions: readonly unknown[], members: Json = {}): Flow {
  const result = parseFlow({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    startActionId: actions.length > 0 ? '1' : undefined,
    actions,
    ...members,
  })
  if (!result.ok) throw result.problems[0]
  return result.flow
}
const problems = (document: Flow) =>
  publishingProblems(document, memoryCatalogue).map(({ code, field }) => `${code} ${field}`)
const criteria = (property: string, operation: Json) => ({
  filterBranchType: 'OR',
  filterBranchOperator: 'OR',
  filters: [],
  filterBranches: [
    {
      filterBranchType: 'AND',
      filterBranchOperator: 'AND',
      filterBranches: [],
      filters: [{ filterType: 'PROPERTY', property, operation }],
    },
  ],
})
const listBased = (property: string, operation: Json) => ({
  enrollmentCriteria: {
    type: 'LIST_BASED',
    shouldReEnroll: false,
    listFilterBranch: criteria(property, operation),
  },
})
const equals = { operationType: 'STRING', operator: 'IS_EQUAL_TO', value: 'x' }

describe('W-PUB-22 what keeps a workflow off, each with its place', () => {
  test.each([
    ['nothing', flow([delay('1', '2'), set('2')]), []],
    ['nothing: an empty flow', flow([]), []],
    [
      'no start',
      flow([delay('1')], { startActionId: null }),
      ['MISSING_FIELD startActionId', 'UNREACHABLE_ACTION actions[0]'],
    ],
    ['a start that does not exist', flow([], { startActionId: '4' }), ['DANGLING_EDGE startActionId']],
    ['a dangling edge', flow([delay('1', '9')]), ['DANGLING_EDGE actions[0].connection.nextActionId']],
    [
      'A-FLW-4 a go-to whose target was deleted',
      flow([
        {
          actionId: '1',
          type: 'STATIC_BRANCH',
          inputValue: { propertyName: 'colour' },
          staticBranches: [{ branchValue: 'red', connection: edge('8', 'GOTO') }],
        },
      ]),
      ['DANGLING_EDGE actions[0].staticBranches[0].connection.nextActionId'],
    ],
    ['an unreachable action', flow([set('1'), set('2')]), ['UNREACHABLE_ACTION actions[1]']],
    [
      'A-FLW-3 a loop without a wait',
      flow([set('1', edge('2')), set('2', edge('1', 'GOTO'))]),
      ['CYCLE_WITHOUT_WAIT actions[0]'],
    ],
    [
      'A-FLW-3 an action that leads to itself',
      flow([set('1', edge('1', 'GOTO'))]),
      ['CYCLE_WITHOUT_WAIT actions[0]'],
    ],
    ['A-FLW-3 nothing: the loop waits', flow([delay('1', '2', '1'), set('2', edge('1', 'GOTO'))]), []],
    ['the same id twice', flow([set('1'), set('1')]), ['DUPLICATE_ACTION_ID actions[1].actionId']],
    [
      'an unsupported action',
      flow([{ actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-18' }]),
      ['UNSUPPORTED_ACTION actions[0]'],
    ],
    [
      'A-PLH-2 a placeholder',
      flow([{ actionId: '1', type: 'SINGLE_CONNECTION', actionTypeId: '0-5' }]),
      ['MISSING_FIELD actions[0].fields.property_name'],
    ],
    [
      'an unknown property',
      flow([set('1', undefined, { type: 'OBJECT_PROPERTY', propertyName: 'nope' })]),
      ['PROPERTY_DOESNT_EXIST actions[0].fields.value.propertyName'],
    ],
    [
      'event triggers without an event',
      flow([], { enrollmentCriteria: { type: 'EVENT_BASED', eventFilterBranches: [] } }),
      ['MISSING_FIELD enrollmentCriteria.eventFilterBranches'],
    ],
    [
      'a schedule without a time (E-REV-5)',
      flow([], { enrollmentSchedule: { type: 'DAILY' } }),
      ['WORKFLOW_INVALID enrollmentSchedule.timeOfDay'],
    ],
    [
      'an unknown zone',
      flow([], { millrace: { timeZone: 'Mars/Olympus' } }),
      ['WORKFLOW_INVALID millrace.timeZone'],
    ],
    [
      'missing criteria',
      flow([], { enrollmentCriteria: { type: 'LIST_BASED' } }),
      ['MISSING_FIELD enrollmentCriteria.listFilterBranch'],
    ],
  ])('%s', (_what, document, expected) => {
    expect(problems(document)).toEqual(expected)
  })

  test('an unknown property or operator in the trigger, the goal or the suppression', () => {
    expect(problems(flow([], listBased('nope', equals)))[0]).toMatch(
      /^PROPERTY_DOESNT_EXIST enrollmentCriteria\.listFilterBranch\.filterBranches\[0\]/,
    )
    expect(problems(flow([], listBased('nickname', { ...equals, operator: 'SMELLS_LIKE' })))[0]).toMatch(
      /enrollmentCriteria\.listFilterBranch/,
    )
    expect(problems(flow([], { goalFilterBranch: criteria('nope', equals) }))[0]).toMatch(
      /^PROPERTY_DOESNT_EXIST goalFilterBranch/,
    )
    const company = {
      type: 'PLATFORM_FLOW',
      objectTypeId: '0-2',
      suppressionFilterBranch: criteria('nope', equals),
    }
    expect(problems(flow([], company))[0]).toMatch(/^PROPERTY_DOESNT_EXIST suppressionFilterBranch/)
    expect(problems(flow([], listBased('nickname', equals)))).toEqual([])
  })

  test('A-GEN-21 M-LMT-1 at most 500 actions and 100 levels of branching, with the limit in the sentence', () => {
    const many = Array.from({ length: 501 }, (_, index) =>
      set(String(index + 1), index < 500 ? edge(String(index + 2)) : undefined),
    )
    expect(problems(flow(many))).toEqual(['LIMIT_EXCEEDED actions'])
    expect(publishingProblems(flow(many), memoryCatalogue)[0]?.message).toContain('500')
    const deep = (levels: number) =>
      Array.from({ length: levels }, (_, index) => ({
        actionId: String(index + 1),
        type: 'STATIC_BRANCH',
        inputValue: { propertyName: 'colour' },
        staticBranches: [
          { branchValue: 'red', ...(index + 1 < levels && { connection: edge(String(index + 2)) }) },
        ],
      }))
    expect(problems(flow(deep(100)))).toEqual([])
    expect(problems(flow(deep(101)))).toEqual(['LIMIT_EXCEEDED actions'])
  })

  test('A-GEN-12 an output is read only where its action comes before on every path', () => {
    const hook = {
      actionId: '2',
      type: 'WEBHOOK',
      webhookUrl: 'https://example.test/',
      connection: edge('3'),
    }
    const reading = set('3', undefined, { type: 'FIELD_DATA', actionId: '2', dataKey: 'hs_http_status' })
    const branch = (fallback: string) => ({
      actionId: '1',
      type: 'STATIC_BRANCH',
      inputValue: { propertyName: 'colour' },
      staticBranches: [{ branchValue: 'red', connection: edge('2') }],
      defaultBranch: edge(fallback, 'GOTO'),
    })
    expect(problems(flow([branch('2'), hook, reading]))).toEqual([])
    expect(problems(flow([branch('3'), hook, reading]))).toEqual(['WORKFLOW_INVALID actions[2]'])
    const token = set('3', undefined, {
      type: 'STATIC_VALUE',
      staticValue: '{{ action_outputs.action_output_7.x }}',
    })
    expect(problems(flow([branch('2'), hook, token]))).toEqual(['WORKFLOW_INVALID actions[2]'])
  })
})

/** A copy that may be spoilt. */
interface Draft {
  readonly actions: DraftNode[]
}
interface DraftNode extends Json {
  actionId: string
}

/** Where each edge of a node stands. */
function edgesIn(node: DraftNode): { nextActionId: string; edgeType: string }[] {
  const members = ['listBranches', 'staticBranches', 'testBranches']
  const branches = members.flatMap((member) => (node[member] as Json[] | undefined) ?? [])
  return [node.connection, node.defaultBranch, ...branches.map((branch) => branch.connection)].filter(
    (found) => found,
  ) as never
}
const draftOf = (document: Flow) => structuredClone(document) as unknown as Draft

describe('laws over random flows', () => {
  test('W-PUB-22 a valid flow has no problem', () => {
    fc.assert(
      fc.property(validFlows, (document) => {
        expect(problems(document)).toEqual([])
      }),
    )
  })

  test('A-FLW-3 a walk through a valid flow ends or waits within as many steps as it has actions', () => {
    fc.assert(
      fc.property(validFlows, fc.infiniteStream(fc.nat()), (document, choices) => {
        const compiled = compileWorkflow(
          document,
          { accountId: 1, workflowId: 1, revisionId: 1, isEnabled: true },
          memoryCatalogue,
        )
        if (!compiled.ok) throw compiled.problems[0]
        const { steps, startActionId } = compiled.workflow
        let at = startActionId
        for (let taken = 0; at !== null; taken++) {
          expect(taken).toBeLessThanOrEqual(steps.size)
          const step = steps.get(at)
          if (!step || step.action.shortestWait(step.node) >= 60_000) return
          const targets = [...step.edges.values()]
          at = targets[choices.next().value % targets.length] ?? null
        }
      }),
    )
  })

  const mutations: readonly [string, (document: Draft, pick: number) => string | null][] = [
    [
      'a dangling edge',
      (document, pick) => {
        const edges = document.actions.flatMap(edgesIn)
        const chosen = edges[pick % edges.length]
        if (!chosen) return null
        chosen.nextActionId = '999'
        return 'DANGLING_EDGE'
      },
    ],
    [
      'a loop without a wait',
      (document, pick) => {
        const steps = document.actions.filter(
          (node) => node.actionTypeId !== '0-1' && node.type === 'SINGLE_CONNECTION',
        )
        const chosen = steps[pick % steps.length]
        if (!chosen) return null
        chosen.connection = edge(chosen.actionId, 'GOTO')
        return 'CYCLE_WITHOUT_WAIT'
      },
    ],
    [
      'an unknown property',
      (document, pick) => {
        const edits = document.actions.filter((node) => node.actionTypeId === '0-5')
        const chosen = edits[pick % edits.length]
        if (!chosen) return null
        chosen.fields = { ...(chosen.fields as Json), property_name: 'does_not_exist' }
        return 'PROPERTY_DOESNT_EXIST'
      },
    ],
    [
      'an action nobody reaches',
      (document) => {
        document.actions.push(set('998'))
        return 'UNREACHABLE_ACTION'
      },
    ],
    [
      'an id twice',
      (document, pick) => {
        document.actions.push({
          actionId: document.actions[pick % document.actions.length]?.actionId ?? '1',
          type: 'WEBHOOK',
        })
        return 'DUPLICATE_ACTION_ID'
      },
    ],
    [
      'a placeholder',
      (document, pick) => {
        const singles = document.actions.filter((node) => node.type === 'SINGLE_CONNECTION')
        const chosen = singles[pick % singles.length]
        if (!chosen) return null
        chosen.fields = {}
        return 'MISSING_FIELD'
      },
    ],
    [
      'an unsupported action',
      (document, pick) => {
        const chosen = document.actions[pick % document.actions.length]
        if (chosen?.type !== 'SINGLE_CONNECTION') return null
        chosen.actionTypeId = '0-18'
        return 'UNSUPPORTED_ACTION'
      },
    ],
  ]

  test.each(mutations)('W-PUB-22 any valid flow with %s is refused', (_what, mutate) => {
    fc.assert(
      fc.property(validFlows, fc.nat(), (valid, pick) => {
        const document = draftOf(valid)
        const expected = mutate(document, pick)
        fc.pre(expected !== null)
        expect(
          publishingProblems(document as unknown as Flow, memoryCatalogue).map((problem) => problem.code),
        ).toContain(expected)
      }),
    )
  })
})

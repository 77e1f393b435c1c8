// Flows that may be published, of every shape: trees of actions and branches, joined by go-tos, with loops that wait.
import type { ActionNode } from '@millrace/actions'
import fc from 'fast-check'
import type { Flow } from '../workflow/flow.js'
import { parseFlow } from '../workflow/parse-flow.js'

interface Plan {
  /** Kind of each action; each after the first hangs below an earlier one. */
  readonly kinds: readonly Kind[]
  readonly picks: readonly number[]
  readonly goTos: readonly number[]
}

const kinds = [
  'edit',
  'increment',
  'delay',
  'untilDate',
  'ifThen',
  'valueEquals',
  'split',
  'task',
  'webhook',
  'enrollIn',
  'unenroll',
  'extension',
] as const
type Kind = (typeof kinds)[number]

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 1, max: 25 }).chain((size) =>
  fc.record({
    kinds: fc.array(fc.constantFrom(...kinds), { minLength: size, maxLength: size }),
    picks: fc.array(fc.nat(), { minLength: size, maxLength: size }),
    goTos: fc.array(fc.nat(), { minLength: 3 * size, maxLength: 3 * size }),
  }),
)

/** Flows that pass publishing, in JSON. */
export const validFlows: fc.Arbitrary<Flow> = plans.map(flowOf)

interface Slot {
  readonly owner: number
  readonly member: string
  to: number | null
  goTo: boolean
}

function flowOf({ kinds, picks, goTos }: Plan): Flow {
  const slots: Slot[] = []
  const open: Slot[] = []
  kinds.forEach((kind, index) => {
    // The chosen open edge leads here; a plan whose edges are all taken never arises: each action opens at least one.
    const from = index === 0 ? undefined : open.splice((picks[index] ?? 0) % open.length, 1)[0]
    if (from) from.to = index
    for (const member of membersOf(kind)) {
      const slot: Slot = { owner: index, member, to: null, goTo: false }
      slots.push(slot)
      open.push(slot)
    }
  })
  // What is still open ends there, or jumps: forward to anything drawn later, back only from a delay.
  open.forEach((slot, nth) => {
    const pick = goTos[nth] ?? 0
    const waits = kinds[slot.owner] === 'delay'
    const targets = kinds.map((_kind, index) => index).filter((index) => waits || index > slot.owner)
    if (pick % 3 === 0 || targets.length === 0) return
    slot.to = targets[pick % targets.length] ?? null
    slot.goTo = true
  })
  const actions = kinds.map((kind, index) =>
    nodeOf(
      kind,
      index,
      slots.filter((slot) => slot.owner === index),
    ),
  )
  return read({
    type: 'CONTACT_FLOW',
    objectTypeId: '0-1',
    flowType: 'WORKFLOW',
    isEnabled: false,
    startActionId: '1',
    actions,
    enrollmentCriteria: { type: 'MANUAL', shouldReEnroll: true },
  })
}

function read(json: unknown): Flow {
  const result = parseFlow(json)
  if (!result.ok) throw result.problems[0]
  return result.flow
}

function membersOf(kind: Kind): readonly string[] {
  if (kind === 'ifThen') return ['0', '1', 'default']
  if (kind === 'split') return ['0', '1', '2']
  return kind === 'valueEquals' ? ['0', 'default'] : ['next']
}

const property = (name: string, value: number) => ({
  filterBranchType: 'AND',
  filterBranchOperator: 'AND',
  filterBranches: [],
  filters: [
    {
      filterType: 'PROPERTY',
      property: name,
      operation: { operationType: 'NUMBER', operator: 'IS_GREATER_THAN', value },
    },
  ],
})

function nodeOf(kind: Kind, index: number, slots: readonly Slot[]): ActionNode {
  const edge = (member: string) => {
    const slot = slots.find((each) => each.member === member)
    if (!slot || slot.to === null) return undefined
    return { edgeType: slot.goTo ? 'GOTO' : 'STANDARD', nextActionId: String(slot.to + 1) }
  }
  const actionId = String(index + 1)
  const connection = edge('next')
  const single = (actionTypeId: string, fields: Record<string, unknown>): ActionNode => ({
    actionId,
    type: 'SINGLE_CONNECTION',
    actionTypeId,
    fields,
    ...(connection && { connection }),
  })
  const branch = (member: string, more: Record<string, unknown>) => ({
    ...more,
    ...(edge(member) && { connection: edge(member) }),
  })
  const otherwise = edge('default') ? { defaultBranch: edge('default') } : {}
  switch (kind) {
    case 'edit':
      return single('0-5', {
        property_name: 'nickname',
        value: { type: 'STATIC_VALUE', staticValue: 'Hi {{ contact.firstname }}' },
      })
    case 'increment':
      return single('0-5', {
        property_name: 'nurture_count',
        value: { type: 'INCREMENT', incrementAmount: 1 },
      })
    case 'delay':
      return single('0-1', { delta: '1', time_unit: 'MINUTES' })
    case 'untilDate':
      return single('0-35', {
        date: { type: 'OBJECT_PROPERTY', propertyName: 'date_of_birth' },
        delta: String((index % 5) - 2),
        time_unit: 'DAYS',
        time_of_day: { hour: index % 24, minute: 0 },
      })
    case 'enrollIn':
      return single('0-15', { flow_id: '1' })
    case 'unenroll':
      return single('millrace-unenroll-from-workflow', { all_other_flows: 'true' })
    case 'extension':
      return single('1-1', { widget: 'A wheel for {{ contact.firstname }}' })
    case 'split':
      return {
        actionId,
        type: 'AB_TEST_BRANCH',
        testBranches: [
          branch('0', { percentage: 50 }),
          branch('1', { percentage: 30 }),
          branch('2', { percentage: 20 }),
        ],
      }
    case 'task':
      return single('0-3', { subject: 'Call' })
    case 'webhook':
      return {
        actionId,
        type: 'WEBHOOK',
        method: 'POST',
        webhookUrl: 'https://hooks.example.test/',
        ...(connection && { connection }),
      }
    case 'ifThen':
      return {
        actionId,
        type: 'LIST_BRANCH',
        listBranches: [
          branch('0', { filterBranch: property('nurture_count', 3) }),
          branch('1', { filterBranch: property('nurture_count', 1) }),
        ],
        ...otherwise,
      }
    case 'valueEquals':
      return {
        actionId,
        type: 'STATIC_BRANCH',
        inputValue: { type: 'OBJECT_PROPERTY', propertyName: 'colour' },
        staticBranches: [branch('0', { branchValue: 'red' })],
        ...otherwise,
      }
  }
}

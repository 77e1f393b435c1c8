// What runs under chaos: each flow counts its passes in a property of its own, so that the right answer is known.

const plain = {
  type: 'CONTACT_FLOW',
  objectTypeId: '0-1',
  flowType: 'WORKFLOW',
  isEnabled: false,
  timeWindows: [],
  blockedDates: [],
  dataSources: [],
  customProperties: {},
  suppressionListIds: [],
  canEnrollFromSalesforce: false,
}

/** How the workflows are told apart, in property names and paths. */
export const flowNames = ['nurture', 'existing', 'pulse', 'ring_a', 'ring_b'] as const
export type FlowName = (typeof flowNames)[number]

/** Counts a pass of a flow; `after`: one that has been through its webhook. */
export const passes = (flow: FlowName) => `passes_${flow}`
export const after = (flow: FlowName) => `after_${flow}`

/** Properties that the account needs: text but for the counters and the score. */
export const textProperties = ['stage', 'cohort', 'pulse', 'ring', 'track']
export const numberProperties = ['score', ...flowNames.flatMap((flow) => [passes(flow), after(flow)])]

const edge = (nextActionId: string | undefined) =>
  nextActionId === undefined ? {} : { connection: { edgeType: 'STANDARD', nextActionId } }

const group = (...filters: readonly object[]) => ({
  filterBranchType: 'OR',
  filterBranchOperator: 'OR',
  filters: [],
  filterBranches: [{ filterBranchType: 'AND', filterBranchOperator: 'AND', filterBranches: [], filters }],
})

const property = (name: string, operationType: string, operator: string, rest: object = {}) => ({
  filterType: 'PROPERTY',
  property: name,
  operation: { operationType, operator, includeObjectsWithNoValueSet: false, ...rest },
})

const textIs = (name: string, value: string) =>
  property(name, 'MULTISTRING', 'IS_EQUAL_TO', { values: [value] })

const isKnown = (name: string) => property(name, 'ALL_PROPERTY', 'IS_KNOWN')

const whoever = (filter: object, shouldReEnroll = false) => ({
  enrollmentCriteria: {
    type: 'LIST_BASED',
    shouldReEnroll,
    unEnrollObjectsNotMeetingCriteria: false,
    reEnrollmentTriggersFilterBranches: [],
    listFilterBranch: group(filter),
  },
})

const action = (actionId: string, actionTypeId: string, fields: object, next?: string) => ({
  actionId,
  type: 'SINGLE_CONNECTION',
  actionTypeId,
  actionTypeVersion: 0,
  fields,
  ...edge(next),
})

const increment = (actionId: string, name: string, next?: string) =>
  action(actionId, '0-5', { property_name: name, value: { type: 'INCREMENT', incrementAmount: 1 } }, next)

const set = (actionId: string, name: string, staticValue: string, next?: string) =>
  action(actionId, '0-5', { property_name: name, value: { type: 'STATIC_VALUE', staticValue } }, next)

const webhook = (actionId: string, webhookUrl: string, next: string) => ({
  actionId,
  type: 'WEBHOOK',
  method: 'POST',
  webhookUrl,
  queryParams: ['email', 'company'].map((name) => ({
    name,
    value: { type: 'OBJECT_PROPERTY', propertyName: name },
  })),
  ...edge(next),
})

const ifScoreIsHigh = (actionId: string, yes: string, no: string) => ({
  actionId,
  type: 'LIST_BRANCH',
  listBranches: [
    {
      branchName: 'High',
      filterBranch: group(property('score', 'NUMBER', 'IS_GREATER_THAN_OR_EQUAL_TO', { value: 50 })),
      ...edge(yes),
    },
  ],
  defaultBranchName: 'Low',
  defaultBranch: { edgeType: 'STANDARD', nextActionId: no },
})

const ends = { startActionId: '1', nextAvailableActionId: '99' }

/** The delay of `nurture`, and the step that makes its task. */
export const delayAction = '5'
export const taskAction = '6'

/** `receiver`: where webhooks go, each flow to a host of its own, since hosts are rated. */
export function flowDocument(name: FlowName, receiver: (host: string) => string): object {
  const document = { ...plain, name, ...ends }
  switch (name) {
    case 'nurture':
      return {
        ...document,
        ...whoever(textIs('stage', 'new')),
        actions: [
          increment('1', passes(name), '2'),
          ifScoreIsHigh('2', '3', '4'),
          set('3', 'track', 'warm', delayAction),
          set('4', 'track', 'slow', delayAction),
          action(delayAction, '0-1', { delta: '1', time_unit: 'MINUTES' }, taskAction),
          action(
            taskAction,
            '0-3',
            {
              task_type: 'CALL',
              subject: 'Call {{ contact.email }} of {{ contact.company }}',
              priority: 'MEDIUM',
              use_explicit_associations: 'false',
              associations: [],
            },
            '7',
          ),
          webhook('7', receiver('127.0.0.1'), '8'),
          increment('8', after(name)),
        ],
      }
    case 'existing':
      return {
        ...document,
        ...whoever(textIs('cohort', 'old')),
        actions: [
          increment('1', passes(name), '2'),
          webhook('2', receiver('127.0.0.2'), '3'),
          increment('3', after(name)),
        ],
      }
    case 'pulse':
      return {
        ...document,
        ...whoever(isKnown('pulse'), true),
        actions: [
          increment('1', passes(name), '2'),
          webhook('2', receiver('127.0.0.3'), '3'),
          increment('3', after(name)),
        ],
      }
    case 'ring_a':
      return {
        ...document,
        ...whoever(textIs('ring', 'a'), true),
        actions: [increment('1', passes(name), '2'), set('2', 'ring', 'b')],
      }
    case 'ring_b':
      return {
        ...document,
        ...whoever(textIs('ring', 'b'), true),
        actions: [increment('1', passes(name), '2'), set('2', 'ring', 'a')],
      }
  }
}

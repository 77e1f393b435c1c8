// The order in which members stand in a file: what names a thing first, then its settings, then what hangs below it.
// PostgreSQL keeps no order of members, so a file would change with every pull without one of ours.

/** First of all, in this order, wherever they occur. */
const first = [
  'uuid',
  'id',
  'revisionId',
  'actionId',
  'name',
  'description',
  'type',
  'flowType',
  'objectTypeId',
  'isEnabled',
  'actionTypeId',
  'actionTypeVersion',
  'branchName',
  'branchValue',
  'filterBranchType',
  'filterBranchOperator',
  'filterType',
  'property',
  'operationType',
  'operator',
  'edgeType',
]

/** Last of all, in this order: everything long. */
const last = [
  'operation',
  'enrollmentCriteria',
  'filters',
  'filterBranches',
  'filterBranch',
  'fields',
  'listBranches',
  'staticBranches',
  'testBranches',
  'connection',
  'defaultBranch',
  'millrace',
  'startActionId',
  'actions',
]

const ranks = new Map([
  ...first.map((name, index) => [name, index - first.length] as const),
  ...last.map((name, index) => [name, index + 1] as const),
])

/** The same JSON with its members in the one order; lists stay as they are. */
export function withOrderedMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withOrderedMembers)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(members.map(([name, member]) => [name, withOrderedMembers(member)]))
}

function rank(name: string): number {
  return ranks.get(name) ?? 0
}

// What is different between two documents, as a person would say it: by action, not by line.
import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'

export interface Difference {
  readonly kind: 'added' | 'removed' | 'changed'
  /** `action 5.fields.delta`; `name`; `enrollmentCriteria.listFilterBranch.filterBranches[0]`. */
  readonly at: string
  /** Absent when added. */
  readonly before?: unknown
  /** Absent when removed. */
  readonly after?: unknown
}

/** From `before` to `after`; empty: they say the same. Actions are the same by id, wherever they stand. */
export function differencesOf(before: unknown, after: unknown): Difference[] {
  return compared(before, after, '')
}

function compared(before: unknown, after: unknown, at: string): Difference[] {
  if (before === undefined) return after === undefined ? [] : [{ kind: 'added', at, after }]
  if (after === undefined) return [{ kind: 'removed', at, before }]
  if (Array.isArray(before) && Array.isArray(after))
    return at === 'actions'
      ? membersCompared(byId(before), byId(after), '')
      : listsCompared(before, after, at)
  if (isObject(before) && isObject(after)) return membersCompared(before, after, at === '' ? '' : `${at}.`)
  return Object.is(before, after) ? [] : [{ kind: 'changed', at, before, after }]
}

function membersCompared(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  prefix: string,
): Difference[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].flatMap((name) => compared(own(before, name), own(after, name), `${prefix}${name}`))
}

function listsCompared(before: readonly unknown[], after: readonly unknown[], at: string): Difference[] {
  const length = Math.max(before.length, after.length)
  return Array.from({ length }, (_none, index) =>
    compared(before[index], after[index], `${at}[${index}]`),
  ).flat()
}

/** Two actions with one id are told apart by their order. */
function byId(actions: readonly unknown[]): Readonly<Record<string, unknown>> {
  const named = new Map<string, unknown>()
  for (const action of actions) {
    const name = `action ${isObject(action) ? memberText(action.actionId) : 'without an id'}`
    let free = name
    for (let nth = 2; named.has(free); nth++) free = `${name} (${nth})`
    named.set(free, action)
  }
  return Object.fromEntries(named)
}

function own(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined
}

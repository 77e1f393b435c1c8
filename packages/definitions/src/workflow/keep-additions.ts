// Our members across a PUT (engine.md 6): `millrace` of flow, action, branch and edge is kept when the PUT leaves it
// out, and removed by null.
import { memberText } from '@millrace/filters'
import { isObject } from '@millrace/model'
import type { Flow } from './flow.js'

type Json = Readonly<Record<string, unknown>>

/** The new flow with the additions of the old one where it says nothing about them, and without those it removes. */
export function keepAdditions(old: Flow, next: Flow): Flow {
  return merged(old, next) as unknown as Flow
}

function merged(old: unknown, next: unknown): unknown {
  if (Array.isArray(next)) return mergedList(Array.isArray(old) ? old : [], next)
  if (!isObject(next)) return next
  const before = isObject(old) ? old : {}
  const result: Record<string, unknown> = {}
  for (const [member, value] of Object.entries(next)) {
    if (member !== 'millrace') result[member] = merged(before[member], value)
    else if (value !== null) result[member] = value
  }
  if (next.millrace === undefined && before.millrace !== undefined) result.millrace = before.millrace
  return result
}

/** Actions are the same by id, branches by name or value, everything else by position. */
function mergedList(old: readonly unknown[], next: readonly unknown[]): unknown[] {
  const named = new Map(old.filter(isObject).map((entry) => [nameOf(entry), entry]))
  return next.map((entry, index) => {
    const name = isObject(entry) ? nameOf(entry) : undefined
    return merged(name === undefined ? old[index] : named.get(name), entry)
  })
}

function nameOf(entry: Json): string | undefined {
  const name = entry.actionId ?? entry.branchName ?? entry.branchValue
  return memberText(name) || undefined
}

// JSON from outside that must not be trusted: keys that reach prototypes, text that PostgreSQL cannot hold.
import { isStorableText } from '../records/fold.js'

const forbiddenKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** Deeper than any document of ours; anything beyond is an attack on recursion. */
export const deepestJson = 200

export interface Unsafe {
  /** `actions[2].fields.__proto__`; '' is the value itself. */
  readonly path: string
  readonly reason: 'FORBIDDEN_KEY' | 'ILL_FORMED_TEXT' | 'TOO_DEEP'
}

interface Place {
  readonly value: unknown
  readonly key: string | number
  readonly parent: Place | null
  readonly depth: number
}

/** The first unsafe place in document order, or null. Iterative: the nesting of the input costs no stack. */
export function findUnsafe(root: unknown): Unsafe | null {
  const waiting: Place[] = [{ value: root, key: '', parent: null, depth: 0 }]
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const reason = unsafeReason(place)
    if (reason) return { path: pathOf(place), reason }
    waiting.push(...childrenOf(place).reverse())
  }
  return null
}

function unsafeReason({ value, key, parent, depth }: Place): Unsafe['reason'] | null {
  if (typeof key === 'string' && parent !== null) {
    if (forbiddenKeys.has(key)) return 'FORBIDDEN_KEY'
    if (!isStorableText(key)) return 'ILL_FORMED_TEXT'
  }
  if (typeof value === 'string' && !isStorableText(value)) return 'ILL_FORMED_TEXT'
  return typeof value === 'object' && value !== null && depth > deepestJson ? 'TOO_DEEP' : null
}

function childrenOf(parent: Place): Place[] {
  const { value, depth } = parent
  if (Array.isArray(value))
    return value.map((entry, key) => ({ value: entry, key, parent, depth: depth + 1 }))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([key, entry]) => ({ value: entry, key, parent, depth: depth + 1 }))
}

function pathOf(place: Place): string {
  const steps: string[] = []
  for (let at: Place = place; at.parent !== null; at = at.parent) {
    steps.unshift(
      typeof at.key === 'number' ? `[${at.key}]` : at.parent.parent === null ? at.key : `.${at.key}`,
    )
  }
  return steps.join('')
}

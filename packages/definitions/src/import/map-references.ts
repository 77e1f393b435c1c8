// One walk over a document, for finding its references and for replacing them.
import { isObject } from '@millrace/model'
import type { Reference, ReferenceKind } from './reference.js'
import { isSameEverywhere, kindsIn } from './reference-rules.js'
import { withoutIdleSources } from './without-idle-sources.js'

/** The id to write instead; undefined: it stays. */
export type Replace = (reference: Reference) => string | undefined

/** Members that hold text of people or of ours, never a reference. */
const notWalked: ReadonlySet<string> = new Set(['customProperties', 'millrace', 'sourceCode'])

/** Members in which a value holds what was meant: `{type: 'STATIC_VALUE', staticValue: '12'}`, `{operator, values}`. */
const holders: ReadonlySet<string> = new Set(['staticValue', 'staticAppendValue', 'value', 'values'])

/** The document with every reference replaced for which `replace` has another id. */
export function mapReferences<T>(document: T, replace: Replace): T {
  return walked(document, '', replace) as T
}

/** Every reference that counts, in document order. */
export function referencesIn(document: unknown): Reference[] {
  const found: Reference[] = []
  mapReferences(withoutIdleSources(document), (reference) => {
    found.push(reference)
    return undefined
  })
  return found
}

function walked(value: unknown, field: string, replace: Replace): unknown {
  if (Array.isArray(value)) return value.map((entry, index) => walked(entry, `${field}[${index}]`, replace))
  if (!isObject(value)) return value
  const kinds = kindsIn(value)
  return Object.fromEntries(
    Object.entries(value).map(([member, held]) => {
      if (notWalked.has(member)) return [member, held]
      const at = field === '' ? member : `${field}.${member}`
      const kind = kinds.get(member)
      return [member, kind ? replaced(held, kind, at, replace) : walked(held, at, replace)]
    }),
  )
}

function replaced(held: unknown, kind: ReferenceKind, field: string, replace: Replace): unknown {
  if (Array.isArray(held))
    return held.map((entry, index) => replaced(entry, kind, `${field}[${index}]`, replace))
  if (isObject(held)) return held.type === 'OBJECT_PROPERTY' ? held : insideValue(held, kind, field, replace)
  if (typeof held !== 'string' && typeof held !== 'number') return held
  const id = String(held)
  if (isSameEverywhere(kind, id) || id.includes('{{')) return held
  const other = replace({ kind, id, field })
  if (other === undefined) return held
  return typeof held === 'number' && Number.isSafeInteger(Number(other)) ? Number(other) : other
}

function insideValue(
  held: Readonly<Record<string, unknown>>,
  kind: ReferenceKind,
  field: string,
  replace: Replace,
): unknown {
  return Object.fromEntries(
    Object.entries(held).map(([member, value]) => [
      member,
      holders.has(member)
        ? replaced(value, kind, `${field}.${member}`, replace)
        : walked(value, `${field}.${member}`, replace),
    ]),
  )
}

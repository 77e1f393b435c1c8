// What a person has to know about an imported document before it can run (api.md 4.9).
import { type Catalogue, isObject, type Problem, type ProblemCode, type ProblemDetail } from '@millrace/model'
import type { Flow } from '../workflow/flow.js'
import { publishingProblems } from '../workflow/publishing-problems/index.js'
import { branchWarnings } from './branch-warnings.js'
import { referencesIn } from './map-references.js'
import { type ImportMapping, mappedId, withoutRemoved } from './mapping.js'
import type { Reference } from './reference.js'

export interface MappedReference {
  readonly kind: Reference['kind'] | 'properties'
  readonly id: string
  /** What it is here; null: it has to be mapped. */
  readonly to: string | null
  readonly fields: readonly string[]
}

export interface ImportReport {
  readonly name: string | null
  /** Of the installation it comes from. */
  readonly sourceId: string | null
  readonly references: readonly MappedReference[]
  /** Kept as it came, and not executed: replace, map or remove it before turning the workflow on (rule 2). */
  readonly notExecuted: readonly ProblemDetail[]
  /** Doubtful, wherever it was made (rule 9). */
  readonly warnings: readonly ProblemDetail[]
  /** What else keeps it from being turned on. */
  readonly problems: readonly ProblemDetail[]
  readonly canBeTurnedOn: boolean
}

const notExecuted: ReadonlySet<ProblemCode> = new Set(['UNSUPPORTED_ACTION', 'FILTER_UNSUPPORTED'])
const doubtful: ReadonlySet<ProblemCode> = new Set([
  'DANGLING_EDGE',
  'UNREACHABLE_ACTION',
  'CYCLE_WITHOUT_WAIT',
])

/** Told among the references. */
function isReference(flow: Flow, problem: Problem): boolean {
  return problem.code === 'REFERENCE_UNMAPPED' || missingProperty(flow, problem) !== undefined
}

/**
 * `read` is the document as it was read, before the mapping; `flow` what `importFlow` made of it; `here` what keeps this
 * installation from turning it on besides.
 */
export function importReport(
  read: Flow,
  flow: Flow,
  mapping: ImportMapping,
  catalogue: Catalogue,
  here: readonly Problem[] = [],
): ImportReport {
  const blocking = [...publishingProblems(flow, catalogue), ...here]
  const of = (wanted: (problem: Problem) => boolean) =>
    blocking.filter(wanted).map((problem) => problem.toDetail())
  return {
    name: typeof read.name === 'string' ? read.name : null,
    sourceId: typeof read.id === 'string' || typeof read.id === 'number' ? String(read.id) : null,
    references: [...mappedReferences(read, mapping), ...missingProperties(flow, blocking)],
    notExecuted: of(({ code }) => notExecuted.has(code)),
    warnings: [...of(({ code }) => doubtful.has(code)), ...branchWarnings(flow)],
    problems: of(
      (problem) =>
        !notExecuted.has(problem.code) && !doubtful.has(problem.code) && !isReference(flow, problem),
    ),
    canBeTurnedOn: blocking.length === 0,
  }
}

function mappedReferences(read: Flow, mapping: ImportMapping): MappedReference[] {
  const found = new Map<string, { readonly reference: Reference; readonly fields: string[] }>()
  for (const reference of referencesIn(withoutRemoved(read, mapping))) {
    const key = `${reference.kind} ${reference.id}`
    const known = found.get(key) ?? { reference, fields: [] }
    known.fields.push(reference.field)
    found.set(key, known)
  }
  return [...found.values()].map(({ reference: { kind, id }, fields }) => ({
    kind,
    id,
    to: mappedId(mapping, { kind, id }) ?? null,
    fields,
  }))
}

/** Properties go by name, so one that is here under the same name needs no word. */
function missingProperties(flow: Flow, blocking: readonly Problem[]): MappedReference[] {
  const fields = new Map<string, string[]>()
  for (const problem of blocking) {
    const name = missingProperty(flow, problem)
    if (name !== undefined && problem.field) fields.set(name, [...(fields.get(name) ?? []), problem.field])
  }
  return [...fields].map(([id, places]) => ({ kind: 'properties', id, to: null, fields: places }))
}

function missingProperty(flow: Flow, { code, field, context }: Problem): string | undefined {
  if (code !== 'PROPERTY_DOESNT_EXIST' || !field) return undefined
  return context?.propertyName?.[0] ?? nameAt(flow, field)
}

function nameAt(flow: Flow, field: string): string | undefined {
  let value: unknown = flow
  for (const step of field.split(/[.[\]]+/).filter(Boolean)) {
    value = Array.isArray(value) ? value[Number(step)] : isObject(value) ? value[step] : undefined
  }
  if (isObject(value)) value = value.property
  return typeof value === 'string' && /^\w+$/.test(value) ? value : undefined
}

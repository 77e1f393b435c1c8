// Reads a flow document: liberal, lossless, and with a precise place for whatever cannot be read (api.md 4.2, 4.8, 4.9).
import { memberText, parseFilter } from '@millrace/filters'
import { findUnsafe, isObject, Problem, type ProblemCode } from '@millrace/model'
import { criteriaOf, everyFilter } from './criteria-of.js'
import { type Flow, flowSchema } from './flow.js'
import { normaliseFlow } from './normalise-flow.js'
import { mixedKinds } from './trigger/mixed-kinds.js'

export type ParsedFlow =
  | { readonly ok: true; readonly flow: Flow }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * The document, or everything that cannot be read in it. What a PUT may leave out (`objectTypeId`, `flowType`,
 * `isEnabled`) is taken from `current`, the stored flow.
 */
export function parseFlow(json: unknown, current?: Flow): ParsedFlow {
  const unsafe = findUnsafe(json)
  if (unsafe) {
    const { code, message } = unsafeProblems[unsafe.reason]
    return refused([new Problem(code, message, { field: unsafe.path })])
  }
  if (!isObject(json)) return refused([new Problem('INVALID_BODY', 'A flow is a JSON object.')])
  const written = normaliseFlow(current ? { ...keptOf(current), ...json } : json)
  const shape = flowSchema.safeParse(written)
  if (!shape.success) return refused(shape.error.issues.map(problemOfIssue))
  const flow = written as unknown as Flow
  const problems = [...typeProblems(flow), ...mixedKinds(flow), ...criteriaProblems(flow)]
  return problems.length > 0 ? refused(problems) : { ok: true, flow }
}

const unsafeProblems = {
  ILL_FORMED_TEXT: { code: 'INVALID_TEXT', message: 'Text holds a lone surrogate or the character U+0000.' },
  FORBIDDEN_KEY: { code: 'FORBIDDEN_KEY', message: 'This name is not allowed for a member.' },
  TOO_DEEP: { code: 'INVALID_BODY', message: 'The document is nested too deeply.' },
} as const

function keptOf(current: Flow) {
  return { objectTypeId: current.objectTypeId, flowType: current.flowType, isEnabled: current.isEnabled }
}

function refused(problems: readonly Problem[]): ParsedFlow {
  return { ok: false, problems }
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function problemOfIssue({ path, message }: Issue): Problem {
  const field = path.reduce<string>(
    (all, key) =>
      typeof key === 'number' ? `${all}[${key}]` : all === '' ? String(key) : `${all}.${String(key)}`,
    '',
  )
  return problem('WORKFLOW_INVALID', field, `${message}.`)
}

function problem(code: ProblemCode, field: string, message: string): Problem {
  return new Problem(code, message, { field })
}

/** `type` must agree with `objectTypeId` (api.md 4.1). */
function typeProblems(flow: Flow): Problem[] {
  if ((flow.type === 'CONTACT_FLOW') === (flow.objectTypeId === '0-1')) return []
  const message = 'A CONTACT_FLOW enrolls contacts (0-1), a PLATFORM_FLOW everything else.'
  return [problem('WORKFLOW_INVALID', 'type', message)]
}

/** Criteria that cannot be read, wherever they stand; unknown filter types can, and are kept. */
function criteriaProblems(flow: Flow): Problem[] {
  return criteriaOf(flow).flatMap(({ field, branch }) => {
    const parsed = parseFilter(branch, field)
    return parsed.ok ? contradictions(field, branch) : [...parsed.problems]
  })
}

/** Refusals of HubSpot's that say nothing else could be meant (api.md 4.8). */
function contradictions(field: string, branch: unknown): Problem[] {
  const problems: Problem[] = []
  for (const place of everyFilter(branch, field)) {
    if (place.kind === 'branch' && place.insideEvents) {
      problems.push(problem('FILTER_INVALID', place.field, 'An event branch has no branches inside.'))
    }
    const operation = place.kind === 'filter' && isObject(place.json.operation) ? place.json.operation : {}
    if (
      memberText(operation.operationType).toUpperCase() === 'ENUMERATION' &&
      operation.operator === 'IS_NOT_EQUAL_TO'
    ) {
      const message = 'An enumeration is compared with IS_NONE_OF, not IS_NOT_EQUAL_TO.'
      problems.push(problem('FILTER_OPERATOR_MISMATCH', `${place.field}.operation.operator`, message))
    }
  }
  return problems
}

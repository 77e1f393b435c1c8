// Criteria as they arrive, checked for shape and brought to one spelling (api.md 4.9, 5.3). Unknown members are kept.
import { findUnsafe, Problem } from '@millrace/model'
import { z } from 'zod'
import type { Filter, FilterBranch } from './filter.js'
import { normalisedOperation } from './normalise-operation.js'
import { present } from './present.js'

/** Levels of branches, the root included (W-LOG-11). */
export const deepestFilter = 5
/** Filters of one tree (W-TRG-12). */
export const mostFilters = 250

export type ParsedFilter =
  | { readonly ok: true; readonly branch: FilterBranch }
  | { readonly ok: false; readonly problems: readonly Problem[] }

const operationShape = z.looseObject({
  operationType: z.string().optional(),
  operator: z.string(),
  includeObjectsWithNoValueSet: z.boolean().optional(),
})

const filterShape = z.looseObject({
  filterType: z.string(),
  property: z.string().optional(),
  operation: operationShape.optional(),
  operator: z.string().optional(),
  listId: z.union([z.string(), z.number()]).transform(String).optional(),
  metadata: z
    .looseObject({
      id: z.union([z.string(), z.number()]).transform(String).optional(),
      inListType: z.string().optional(),
    })
    .optional(),
})

const branchTypes = [
  'OR',
  'AND',
  'NOT_ALL',
  'NOT_ANY',
  'RESTRICTED',
  'UNIFIED_EVENTS',
  'ASSOCIATION',
  'PROPERTY_ASSOCIATION',
] as const

const branchShape = z.looseObject({
  filterBranchType: z
    .string()
    .transform((type) => type.toUpperCase())
    .pipe(z.enum(branchTypes)),
  filterBranchOperator: z.string().optional(),
  filterBranches: z.array(z.unknown()).default([]),
  filters: z.array(z.unknown()).default([]),
  objectTypeId: z.string().optional(),
  associationTypeId: z.number().int().optional(),
  associationCategory: z.string().optional(),
  operator: z.string().optional(),
  eventTypeId: z.string().optional(),
  millrace: z.looseObject({ quantifier: z.enum(['ANY', 'ALL', 'NONE']).optional() }).optional(),
})

const unsafeWords = {
  ILL_FORMED_TEXT: 'a lone surrogate or the character U+0000',
  FORBIDDEN_KEY: 'a key that is not allowed',
  TOO_DEEP: 'JSON that is nested too deeply',
} as const

interface Progress {
  readonly problems: Problem[]
  filters: number
}

/**
 * Reads a criteria tree. Problems name the exact place (`filterBranches[0].filters[2].operation`); what is well-formed
 * but unknown stays in the tree and is a problem of compiling, not of reading (api.md 4.9).
 */
export function parseFilter(input: unknown, path = ''): ParsedFilter {
  const unsafe = findUnsafe(input)
  if (unsafe) {
    const message = `It holds ${unsafeWords[unsafe.reason]}.`
    const code = unsafe.reason === 'ILL_FORMED_TEXT' ? 'INVALID_TEXT' : 'FORBIDDEN_KEY'
    return { ok: false, problems: [new Problem(code, message, { field: at(path, unsafe.path) })] }
  }
  const progress: Progress = { problems: [], filters: 0 }
  const branch = parseBranch(input, path, 1, progress)
  if (progress.filters > mostFilters) {
    const message = `There are ${progress.filters} filters; at most ${mostFilters} are allowed.`
    progress.problems.push(new Problem('FILTER_TOO_MANY', message, { field: path }))
  }
  if (!branch || progress.problems.length > 0) return { ok: false, problems: progress.problems }
  return { ok: true, branch }
}

function parseBranch(
  input: unknown,
  path: string,
  depth: number,
  progress: Progress,
): FilterBranch | undefined {
  if (depth > deepestFilter) {
    const message = `Branches may be nested ${deepestFilter} deep.`
    progress.problems.push(new Problem('FILTER_TOO_DEEP', message, { field: path }))
    return undefined
  }
  const shape = checked(branchShape, input, path, progress)
  if (!shape) return undefined
  const filters = shape.filters.map((each, index) =>
    parseOneFilter(each, at(path, `filters[${index}]`), progress),
  )
  const filterBranches = shape.filterBranches.map((each, index) =>
    parseBranch(each, at(path, `filterBranches[${index}]`), depth + 1, progress),
  )
  return { ...shape, filters: present(filters), filterBranches: present(filterBranches) } as FilterBranch
}

function parseOneFilter(input: unknown, path: string, progress: Progress): Filter | undefined {
  progress.filters++
  const shape = checked(filterShape, input, path, progress)
  if (!shape) return undefined
  const filter = { ...shape, filterType: shape.filterType.toUpperCase() }
  return (
    filter.operation ? { ...filter, operation: normalisedOperation(filter.operation) } : filter
  ) as Filter
}

function checked<Shape extends z.ZodType>(
  shape: Shape,
  input: unknown,
  path: string,
  progress: Progress,
): z.infer<Shape> | undefined {
  const outcome = shape.safeParse(input)
  if (outcome.success) return outcome.data
  for (const issue of outcome.error.issues) {
    const field = issue.path.reduce<string>(
      (all, key) => at(all, typeof key === 'number' ? `[${key}]` : String(key)),
      path,
    )
    progress.problems.push(
      new Problem('FILTER_INVALID', `${field || 'The filter'}: ${issue.message}.`, { field }),
    )
  }
  return undefined
}

function at(path: string, member: string): string {
  return path === '' || member === '' || member.startsWith('[') ? `${path}${member}` : `${path}.${member}`
}

// From a criteria tree to its four meanings (design.md 5).
import { findProperty, Problem } from '@millrace/model'
import type { CompiledFilter, FilterContext } from './compiled.js'
import { below, type Condition, type Place } from './condition.js'
import { associated, associationPath, occurrences, type Quantifier } from './families/associated.js'
import { associatedListCondition } from './families/associated-list.js'
import { constant } from './families/constant.js'
import { group } from './families/group.js'
import { inListCondition } from './families/in-list.js'
import { propertyCondition } from './families/property.js'
import type { Filter, FilterBranch } from './filter.js'
import { parseFilter } from './parse.js'
import { present } from './present.js'
import { readsBuilder } from './reads.js'
import { sqlRow } from './sql-row.js'

export type CompileOutcome =
  | { readonly ok: true; readonly filter: CompiledFilter }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Compiles a criteria tree, as received or already parsed. Problems are those of reading (FILTER_INVALID, _TOO_DEEP,
 * _TOO_MANY) or of meaning (PROPERTY_DOESNT_EXIST, FILTER_OPERATOR_MISMATCH, FILTER_UNSUPPORTED, …), each with the place,
 * which begins with `path`.
 */
export function compileFilter(input: unknown, context: FilterContext, path = ''): CompileOutcome {
  const parsed = parseFilter(input, path)
  if (!parsed.ok) return parsed
  const problems: Problem[] = []
  const place: Place = { context, objectTypeId: context.objectTypeId, path, problems }
  const groups = rootGroups(parsed.branch, place)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, filter: compiled(groups) }
}

/** The root's groups (W-LOG-1). A root that is no OR is a single group (api.md 4.9 rule 8). */
function rootGroups(root: FilterBranch, place: Place): readonly Condition[] {
  if (root.filterBranchType !== 'OR') return present([branchCondition(root, place)])
  if (root.filters.length > 0) {
    const message = 'A filter stands in a group, never directly under the root.' // W-LOG-3
    place.problems.push(new Problem('FILTER_INVALID', message, { field: below(place, 'filters').path }))
  }
  return nestedConditions(root, place)
}

function compiled(groups: readonly Condition[]): CompiledFilter {
  const root = group('OR', groups)
  const reads = readsBuilder()
  root.read(reads)
  return {
    reads: reads.done(),
    matches: root.matches,
    matchedGroup(record, now) {
      const index = groups.findIndex((each) => each.matches(record, now))
      return index === -1 ? null : index
    },
    toSql(now) {
      const row = sqlRow(now)
      const condition = root.toSql(row)
      return { condition, needsCold: row.needsCold }
    },
    nextFlip: root.nextFlip,
    describe: root.describe,
  }
}

function branchCondition(branch: FilterBranch, place: Place): Condition | undefined {
  switch (branch.filterBranchType) {
    case 'AND':
    case 'OR':
    case 'NOT_ALL':
    case 'NOT_ANY':
      return group(branch.filterBranchType, allConditions(branch, place))
    case 'ASSOCIATION':
      return associationCondition(branch, place)
    case 'RESTRICTED':
      unsupported(place, 'Part of these criteria may not be seen; it never matches.')
      return undefined
    default:
      unsupported(place, `Branches of type ${branch.filterBranchType} are not supported yet.`)
      return undefined
  }
}

function associationCondition(branch: FilterBranch, place: Place): Condition | undefined {
  const path = associationPath(branch, branch.objectTypeId, place)
  if (!path) return undefined
  const there: Place = { ...place, objectTypeId: path.objectTypeId }
  if (asksForNone(branch, there)) return associated(path, 'NONE', constant(true))
  return associated(path, quantifierOf(branch), group('AND', allConditions(branch, there)))
}

function quantifierOf(branch: FilterBranch): Quantifier {
  if (branch.operator === 'NOT_IN_LIST') return 'NONE'
  return branch.millrace?.quantifier ?? occurrences(branch.coalescingRefineBy) ?? 'ANY'
}

/** In practice *is unknown* on a property that every record has means "has no associated record" (api.md 5.1). */
function asksForNone(branch: FilterBranch, there: Place): boolean {
  const [filter] = branch.filters
  if (!filter || branch.filters.length !== 1 || branch.filterBranches.length > 0) return false
  const property = findProperty(there.context.catalogue, there.objectTypeId, filter.property ?? '')
  return property?.placement === 'column' && filter.operation?.operator === 'IS_UNKNOWN'
}

function allConditions(branch: FilterBranch, place: Place): Condition[] {
  const filters = branch.filters.map((filter, index) =>
    filterCondition(filter, below(place, `filters[${index}]`)),
  )
  return [...present(filters), ...nestedConditions(branch, place)]
}

function nestedConditions(branch: FilterBranch, place: Place): Condition[] {
  return present(
    branch.filterBranches.map((nested, index) =>
      branchCondition(nested, below(place, `filterBranches[${index}]`)),
    ),
  )
}

function filterCondition(filter: Filter, place: Place): Condition | undefined {
  switch (filter.filterType) {
    case 'PROPERTY':
      return propertyCondition(filter, place)
    case 'IN_LIST':
      return inListCondition(filter, place)
    case 'ASSOCIATION':
      return associatedListCondition(filter, place)
    case 'CONSTANT':
      return constant(filter.shouldAccept === true)
    default:
      unsupported(place, `Filters of type ${filter.filterType} are not supported yet.`)
      return undefined
  }
}

function unsupported(place: Place, message: string): void {
  place.problems.push(new Problem('FILTER_UNSUPPORTED', message, { field: place.path }))
}

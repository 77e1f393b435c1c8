// A search as clients write it (api.md 3.1), checked once: properties found, values canonical, limits kept.
import {
  type CanonicalValue,
  findObjectType,
  Problem,
  type Property,
  parseId,
  toCanonical,
} from '@millrace/model'
import type { Definitions } from '../../definitions/definitions.js'

export const searchOperators = [
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
] as const
export type SearchOperator = (typeof searchOperators)[number]

export interface SearchFilter {
  readonly propertyName: string
  readonly operator: SearchOperator
  readonly value?: unknown
  readonly highValue?: unknown
  readonly values?: readonly unknown[] | undefined
}

export interface SearchRequest {
  readonly objectTypeId: string
  /** Any group, all filters of it. None: every record. */
  readonly filterGroups?: readonly { readonly filters: readonly SearchFilter[] }[]
  readonly query?: string
  /** Only the first counts. */
  readonly sorts?: readonly (
    | string
    | { readonly propertyName: string; readonly direction?: string | undefined }
  )[]
  readonly limit?: number
  /** Offset; the decimal text of the cursor. */
  readonly after?: number
}

export type SearchCondition =
  | {
      readonly kind: 'property'
      readonly property: Property
      readonly operator: SearchOperator
      readonly values: readonly CanonicalValue[]
    }
  | {
      readonly kind: 'association'
      readonly objectTypeId: string
      readonly operator: SearchOperator
      readonly recordIds: readonly number[]
    }

export interface CheckedSearch {
  readonly objectTypeId: string
  readonly groups: readonly (readonly SearchCondition[])[]
  readonly words: readonly string[]
  readonly sort: { readonly property: Property; readonly descending: boolean } | null
  readonly limit: number
  readonly after: number
}

/** [K] of api.md 3.1. */
const most = { groups: 5, filtersAGroup: 6, filters: 18, hits: 10_000, limit: 200, values: 100, query: 3_000 }

/** Throws the first Problem, with the field it concerns. */
export function checkSearch(definitions: Definitions, request: SearchRequest): CheckedSearch {
  const { objectTypeId, filterGroups = [], query = '', limit = 10, after = 0 } = request
  const total = filterGroups.reduce((sum, { filters }) => sum + filters.length, 0)
  if (filterGroups.length > most.groups || total > most.filters)
    throw tooMuch('filterGroups', `at most ${most.groups} groups and ${most.filters} filters`)
  if (!Number.isInteger(limit) || limit < 0 || limit > most.limit)
    throw tooMuch('limit', `0 to ${most.limit}`)
  if (!Number.isInteger(after) || after < 0 || after + limit > most.hits)
    throw tooMuch('after', `the first ${most.hits} results only`)
  if (query.length > most.query) throw tooMuch('query', `at most ${most.query} characters`)
  return {
    objectTypeId,
    groups: filterGroups.map(({ filters }, group) => {
      if (filters.length > most.filtersAGroup)
        throw tooMuch(`filterGroups[${group}].filters`, `at most ${most.filtersAGroup}`)
      return filters.map((filter, i) =>
        checkFilter(definitions, objectTypeId, filter, `filterGroups[${group}].filters[${i}]`),
      )
    }),
    words: wordsOf(query),
    sort: checkSort(definitions, objectTypeId, request.sorts?.[0]),
    limit,
    after,
  }
}

/** Folding is the database's business nowhere (engine.md 2): words are folded here. */
export function wordsOf(text: string): readonly string[] {
  return text
    .normalize('NFC')
    .toLowerCase()
    .normalize('NFC')
    .split(/[^\p{L}\p{N}\p{M}@._*+-]+/u)
    .filter((word) => word !== '')
}

function checkFilter(
  definitions: Definitions,
  objectTypeId: string,
  filter: SearchFilter,
  field: string,
): SearchCondition {
  if (!searchOperators.includes(filter.operator))
    throw new Problem('FILTER_INVALID', `There is no operator "${String(filter.operator)}".`, {
      field: `${field}.operator`,
    })
  if (filter.propertyName.startsWith('associations.')) return checkAssociation(definitions, filter, field)
  const property = propertyOf(definitions, objectTypeId, filter.propertyName, `${field}.propertyName`)
  const inputs = inputsOf(filter, field)
  const values = inputs.map((input) => canonicalOf(property, filter.operator, input, field))
  return { kind: 'property', property, operator: filter.operator, values }
}

function checkAssociation(definitions: Definitions, filter: SearchFilter, field: string): SearchCondition {
  const type = findObjectType(definitions.catalogue, filter.propertyName.slice('associations.'.length))
  if (!type)
    throw new Problem('OBJECT_TYPE_NOT_FOUND', `There is no object type for "${filter.propertyName}".`, {
      field,
    })
  if (!['EQ', 'NEQ', 'IN', 'NOT_IN', 'HAS_PROPERTY', 'NOT_HAS_PROPERTY'].includes(filter.operator))
    throw new Problem('FILTER_OPERATOR_MISMATCH', `Associations cannot be compared by ${filter.operator}.`, {
      field,
    })
  const recordIds = inputsOf(filter, field).flatMap((input) => parseId(input) ?? [])
  return { kind: 'association', objectTypeId: type.id, operator: filter.operator, recordIds }
}

function inputsOf({ operator, value, highValue, values }: SearchFilter, field: string): readonly unknown[] {
  switch (operator) {
    case 'HAS_PROPERTY':
    case 'NOT_HAS_PROPERTY':
      return []
    case 'BETWEEN':
      return present([value, highValue], `${field}.highValue`)
    case 'IN':
    case 'NOT_IN': {
      const list = values ?? (value === undefined ? [] : [value])
      if (list.length === 0 || list.length > most.values)
        throw tooMuch(`${field}.values`, `1 to ${most.values}`)
      return present(list, `${field}.values`)
    }
    default:
      return present([value], `${field}.value`)
  }
}

function present(inputs: readonly unknown[], field: string): readonly unknown[] {
  if (inputs.some((input) => input === undefined || input === null || input === ''))
    throw new Problem('FILTER_INVALID', 'A value is missing.', { field })
  return inputs
}

/**
 * Options are compared as text, so that one that has been removed can still be searched for; words are, whatever they are
 * looked for in, but for moments, which have no text of their own.
 */
function canonicalOf(
  property: Property,
  operator: SearchOperator,
  input: unknown,
  field: string,
): CanonicalValue {
  const isMoment = property.type === 'date' || property.type === 'datetime'
  const asText = property.type === 'enumeration' || (operator.endsWith('TOKEN') && !isMoment)
  const shape = asText ? { ...property, type: 'string' as const } : property
  const result = toCanonical(shape, input)
  if (!result.ok) throw new Problem(result.problem.code, result.problem.message, { field: `${field}.value` })
  return result.value ?? ''
}

function checkSort(
  definitions: Definitions,
  objectTypeId: string,
  sort: NonNullable<SearchRequest['sorts']>[number] | undefined,
): CheckedSearch['sort'] {
  if (sort === undefined) return null
  const text = typeof sort === 'string' ? sort : sort.propertyName
  const descending =
    typeof sort === 'string' ? sort.startsWith('-') : sort.direction?.startsWith('DESC') === true
  return { property: propertyOf(definitions, objectTypeId, text.replace(/^-/, ''), 'sorts'), descending }
}

function propertyOf(definitions: Definitions, objectTypeId: string, name: string, field: string): Property {
  const property = definitions.property(objectTypeId, name)
  if (!property)
    throw new Problem('PROPERTY_DOESNT_EXIST', `There is no property "${name.slice(0, 100)}".`, {
      field,
      context: { propertyName: [name.slice(0, 100)] },
    })
  return property
}

function tooMuch(field: string, what: string): Problem {
  return new Problem('LIMIT_EXCEEDED', `A search takes ${what}.`, { field })
}

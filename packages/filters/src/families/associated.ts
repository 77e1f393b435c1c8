// Conditions on associated records (W-FLF-2, W-FLF-3, W-LOG-5 to W-LOG-10): an ASSOCIATION branch, or an ASSOCIATION filter.
import { type AssociationCategory, Problem } from '@millrace/model'
import sql, { empty, type Sql } from 'sql-template-tag'
import type { FilterRecord } from '../compiled.js'
import { type Condition, earlier, type Place } from '../condition.js'
import { readsBuilder } from '../reads.js'
import { type SqlRow, sqlRow } from '../sql-row.js'

/** Which associated records are looked at: without a type, any association of that object type counts (W-LOG-7). */
export interface AssociationPath {
  readonly objectTypeId: string
  readonly category: string | null
  readonly typeId: number | null
  /** `Company`, or `Company (Primary)`. */
  readonly words: string
}

/** How many of them have to satisfy the inner condition (W-LOG-8), or between which bounds their number must lie. */
export type Quantifier = 'ANY' | 'ALL' | 'NONE' | { readonly atLeast: number; readonly atMost: number }

/** A branch or a filter: what names the path are members of it. */
type AssociationMembers = Readonly<Record<string, unknown>>

/** Resolves the path of a branch or filter; the reason is among the place's problems when there is none. */
export function associationPath(
  members: AssociationMembers,
  toType: string | undefined,
  place: Place,
): AssociationPath | undefined {
  const { catalogue } = place.context
  const typeId = typeof members.associationTypeId === 'number' ? members.associationTypeId : null
  const category = typeof members.associationCategory === 'string' ? members.associationCategory : null
  const types = catalogue.associationTypes.filter((type) => type.fromObjectTypeId === place.objectTypeId)
  const named = types.find((type) => type.typeId === typeId && (category ?? type.category) === type.category)
  const objectTypeId = toType ?? named?.toObjectTypeId
  const objectType = objectTypeId === undefined ? undefined : catalogue.objectTypes.get(objectTypeId)
  if (!objectType) return refuse(place, 'objectTypeId', `There is no object type ${objectTypeId}.`)
  if (typeId === null)
    return { objectTypeId: objectType.id, category: null, typeId, words: objectType.labels.singular }
  if (!named || named.toObjectTypeId !== objectType.id) {
    return refuse(
      place,
      'associationTypeId',
      `There is no association type ${typeId} to ${objectType.labels.plural} here.`,
    )
  }
  const label = named.label === null ? '' : ` (${named.label})`
  return {
    objectTypeId: objectType.id,
    category: named.category,
    typeId,
    words: `${objectType.labels.singular}${label}`,
  }
}

function refuse(place: Place, member: string, message: string): undefined {
  place.problems.push(
    new Problem('ASSOCIATION_TYPE_NOT_FOUND', message, { field: `${place.path}.${member}` }),
  )
}

/** NUM_OCCURRENCES as bounds on the number of associated records; undefined where there is none (W-FLF-3). */
export function occurrences(refinement: unknown): Quantifier | undefined {
  if (typeof refinement !== 'object' || refinement === null) return undefined
  const { minOccurrences, maxOccurrences } = refinement as Record<string, unknown>
  if (typeof minOccurrences !== 'number' && typeof maxOccurrences !== 'number') return undefined
  return {
    atLeast: typeof minOccurrences === 'number' ? minOccurrences : 0,
    atMost: typeof maxOccurrences === 'number' ? maxOccurrences : Number.MAX_SAFE_INTEGER,
  }
}

/** The inner condition asked of one associated record at a time (W-LOG-6). */
export function associated(path: AssociationPath, quantifier: Quantifier, inner: Condition): Condition {
  return {
    matches: (record, now) => {
      const others = record.associated(path.objectTypeId, path.category, path.typeId)
      return quantified(quantifier, others, inner, now)
    },
    toSql: (row) => quantifiedSql(path, quantifier, inner, row),
    read(reads) {
      const innerReads = readsBuilder()
      inner.read(innerReads)
      const done = innerReads.done()
      reads.associated(path.objectTypeId, path.category as AssociationCategory | null, path.typeId, done)
      if (done.clock) reads.clock()
      if (done.users) reads.users()
    },
    nextFlip: (record, now) =>
      record
        .associated(path.objectTypeId, path.category, path.typeId)
        .reduce<number | null>((flip, other) => earlier(flip, inner.nextFlip(other, now)), null),
    describe: () => `${quantifierWords(quantifier)} ${path.words} where ${inner.describe()}`,
  }
}

function quantified(
  quantifier: Quantifier,
  others: readonly FilterRecord[],
  inner: Condition,
  now: number,
): boolean {
  if (typeof quantifier === 'object') {
    let count = 0
    for (const other of others) if (inner.matches(other, now)) count++
    return count >= quantifier.atLeast && count <= quantifier.atMost
  }
  if (quantifier === 'ALL') {
    // W-LOG-9: all of none is no.
    if (others.length === 0) return false
    for (const other of others) if (!inner.matches(other, now)) return false
    return true
  }
  for (const other of others) if (inner.matches(other, now)) return quantifier === 'ANY'
  return quantifier === 'NONE'
}

/** A semi-join by bigint keys from the filtered side (engine.md 3). Deleted and merged records do not count. */
function quantifiedSql(path: AssociationPath, quantifier: Quantifier, inner: Condition, row: SqlRow): Sql {
  const other = sqlRow(row.now, row.depth + 1)
  const condition = inner.toSql(other)
  const rows = associatedRows(path, row, other)
  if (typeof quantifier === 'object') {
    const atMost = Math.min(quantifier.atMost, Number.MAX_SAFE_INTEGER)
    return sql`((SELECT count(DISTINCT ${other.record}.id) ${rows} AND ${condition}) BETWEEN ${quantifier.atLeast}::bigint AND ${atMost}::bigint)`
  }
  if (quantifier === 'ANY') return sql`EXISTS (SELECT ${rows} AND ${condition})`
  if (quantifier === 'NONE') return sql`(NOT EXISTS (SELECT ${rows} AND ${condition}))`
  return sql`(EXISTS (SELECT ${rows}) AND NOT EXISTS (SELECT ${rows} AND NOT ${condition}))`
}

function associatedRows(path: AssociationPath, row: SqlRow, other: SqlRow): Sql {
  const alias = other.record
  const cold = other.needsCold
    ? sql`LEFT JOIN cold_values ${other.cold()} ON ${other.cold()}.account_id = ${alias}.account_id AND ${other.cold()}.record_id = ${alias}.id`
    : empty
  const type =
    path.typeId === null
      ? empty
      : sql`AND a.category = ${path.category}::text AND a.type_id = ${path.typeId}::int`
  return sql`FROM associations a JOIN records ${alias} ON ${alias}.account_id = a.account_id AND ${alias}.id = a.to_id ${cold} WHERE a.account_id = ${row.record}.account_id AND a.from_id = ${row.record}.id AND a.to_object_type_id = ${path.objectTypeId}::text ${type} AND ${alias}.deleted_at IS NULL AND ${alias}.merged_into IS NULL`
}

function quantifierWords(quantifier: Quantifier): string {
  if (typeof quantifier === 'object') {
    const most = quantifier.atMost === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${quantifier.atMost}`
    return `has at least ${quantifier.atLeast}${most} associated`
  }
  return { ANY: 'has any associated', ALL: 'has associated, and for every', NONE: 'has no associated' }[
    quantifier
  ]
}

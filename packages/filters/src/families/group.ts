// AND, OR, NOT_ALL and NOT_ANY over filters and nested branches (W-LOG-1 to W-LOG-4).
import sql, { join } from 'sql-template-tag'
import { type Condition, earlier } from '../condition.js'

export type GroupType = 'AND' | 'OR' | 'NOT_ALL' | 'NOT_ANY'

/** All or any of the parts, or the opposite. All of nothing is true, any of nothing is false. */
export function group(type: GroupType, parts: readonly Condition[]): Condition {
  const negated = type === 'NOT_ALL' || type === 'NOT_ANY'
  const all = type === 'AND' || type === 'NOT_ALL'
  const [only] = parts
  if (only && parts.length === 1 && !negated) return only
  return {
    matches: all
      ? (record, now) => {
          for (const part of parts) if (!part.matches(record, now)) return negated
          return !negated
        }
      : (record, now) => {
          for (const part of parts) if (part.matches(record, now)) return !negated
          return negated
        },
    toSql(row) {
      if (parts.length === 0) return all !== negated ? sql`true` : sql`false`
      const joined = sql`(${join(
        parts.map((part) => part.toSql(row)),
        all ? ' AND ' : ' OR ',
      )})`
      return negated ? sql`(NOT ${joined})` : joined
    },
    read(reads) {
      for (const part of parts) part.read(reads)
    },
    nextFlip: (record, now) =>
      parts.reduce<number | null>((flip, part) => earlier(flip, part.nextFlip(record, now)), null),
    describe: () => describeGroup(all, negated, parts),
  }
}

function describeGroup(all: boolean, negated: boolean, parts: readonly Condition[]): string {
  if (parts.length === 0) return all !== negated ? 'always' : 'never'
  const sentence = parts.map((part) => part.describe()).join(all ? ' and ' : ' or ')
  if (negated) return `not (${sentence})`
  return parts.length === 1 ? sentence : `(${sentence})`
}

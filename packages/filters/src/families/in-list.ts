// Member of a list or not (W-FLF-4), and what HubSpot writes as lists: workflow status and imports (W-FLF-6, W-FLF-7).
import { Problem, parseId } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import type { FilterRecord, WorkflowStatusKind } from '../compiled.js'
import type { Condition, Place } from '../condition.js'
import type { Filter } from '../filter.js'
import type { ReadsBuilder } from '../reads.js'
import type { SqlRow } from '../sql-row.js'

/** A set that a record is in or not; being in none is an answer, so nothing is ever missing here. */
interface Membership {
  readonly isIn: (record: FilterRecord) => boolean
  readonly inSql: (row: SqlRow) => Sql
  readonly read: (reads: ReadsBuilder) => void
  readonly words: readonly [isIn: string, isNotIn: string]
}

const workflowKinds: Readonly<
  Record<WorkflowStatusKind, { where: (row: SqlRow, id: number) => Sql; words: readonly [string, string] }>
> = {
  WORKFLOWS_ENROLLMENT: {
    where: (row, id) => workflowRecord(row, id, sql`w.enrollments > 0`),
    words: ['has been enrolled in workflow', 'has never been enrolled in workflow'],
  },
  WORKFLOWS_ACTIVE: {
    where: (row, id) =>
      sql`EXISTS (SELECT FROM enrollments e WHERE e.account_id = ${row.record}.account_id AND e.record_id = ${row.record}.id AND e.workflow_id = ${id}::bigint AND e.ended_at IS NULL)`,
    words: ['is active in workflow', 'is not active in workflow'],
  },
  WORKFLOWS_COMPLETED: {
    where: (row, id) => workflowRecord(row, id, sql`w.completed_at IS NOT NULL`),
    words: ['has completed workflow', 'has not completed workflow'],
  },
  WORKFLOWS_GOAL_MET: {
    where: (row, id) => workflowRecord(row, id, sql`w.goal_at IS NOT NULL`),
    words: ['has met the goal of workflow', 'has not met the goal of workflow'],
  },
}

function workflowRecord(row: SqlRow, id: number, condition: Sql): Sql {
  return sql`EXISTS (SELECT FROM workflow_records w WHERE w.account_id = ${row.record}.account_id AND w.workflow_id = ${id}::bigint AND w.record_id = ${row.record}.id AND ${condition})`
}

/** The condition of an IN_LIST filter, or undefined with the reason among the place's problems. */
export function inListCondition(filter: Filter, place: Place): Condition | undefined {
  const negated = filter.operator === 'NOT_IN_LIST'
  if (!negated && filter.operator !== 'IN_LIST') {
    return refuse(
      place,
      'operator',
      'FILTER_UNSUPPORTED',
      `A list filter has no operator ${filter.operator}.`,
    )
  }
  const kind = filter.metadata?.inListType
  const id = parseId(kind === undefined ? filter.listId : (filter.metadata?.id ?? filter.listId))
  if (id === undefined) {
    return refuse(
      place,
      kind === undefined ? 'listId' : 'metadata.id',
      'FILTER_INVALID',
      'It must be a decimal id.',
    )
  }
  const membership = membershipOf(kind, id)
  if (!membership) {
    return refuse(place, 'metadata.inListType', 'FILTER_UNSUPPORTED', `The list type ${kind} is not known.`)
  }
  return {
    matches: (record) => membership.isIn(record) !== negated,
    toSql: (row) => (negated ? sql`(NOT ${membership.inSql(row)})` : membership.inSql(row)),
    read: membership.read,
    nextFlip: () => null,
    describe: () => `${membership.words[negated ? 1 : 0]} ${id}`,
  }
}

function membershipOf(kind: string | undefined, id: number): Membership | undefined {
  if (kind === undefined) return listMembership(id)
  if (kind === 'IMPORT') return importMembership(id)
  if (!Object.hasOwn(workflowKinds, kind)) return undefined
  const status = kind as WorkflowStatusKind
  const { where, words } = workflowKinds[status]
  return {
    isIn: (record) => record.workflowStatus(id, status),
    inSql: (row) => where(row, id),
    read: (reads) => reads.workflow(id),
    words,
  }
}

function listMembership(id: number): Membership {
  return {
    isIn: (record) => record.inList(id),
    inSql: (row) => memberOfList(row, id),
    read: (reads) => reads.list(id),
    words: ['is in list', 'is not in list'],
  }
}

/** A record's membership of a list, in SQL. */
export function memberOfList(row: SqlRow, listId: number): Sql {
  return sql`EXISTS (SELECT FROM list_members m WHERE m.account_id = ${row.record}.account_id AND m.list_id = ${listId}::bigint AND m.record_id = ${row.record}.id)`
}

function importMembership(id: number): Membership {
  return {
    isIn: (record) => record.wasImported(String(id)),
    inSql: (row) =>
      sql`EXISTS (SELECT FROM import_records i WHERE i.account_id = ${row.record}.account_id AND i.import_id = ${id}::bigint AND i.record_id = ${row.record}.id)`,
    read: (reads) => reads.import(String(id)),
    words: ['was part of import', 'was not part of import'],
  }
}

function refuse(place: Place, member: string, code: Problem['code'], message: string): undefined {
  place.problems.push(new Problem(code, message, { field: `${place.path}.${member}` }))
}

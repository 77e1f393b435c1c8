import { join, raw, type Sql } from 'sql-template-tag'

/** DYNAMIC: members follow the filter; MANUAL: put in by hand; SNAPSHOT: who met the filter once, then by hand. */
export type ListProcessing = 'DYNAMIC' | 'MANUAL' | 'SNAPSHOT'

/** When an active list becomes static. */
export type Conversion =
  | { readonly type: 'CONVERSION_DATE'; readonly year: number; readonly month: number; readonly day: number }
  | {
      readonly type: 'INACTIVITY'
      readonly timeUnit: 'DAY' | 'WEEK' | 'MONTH'
      readonly offset: number
    }

export interface List {
  readonly id: number
  readonly objectTypeId: string
  readonly name: string
  readonly processingType: ListProcessing
  /** The criteria tree as it was given; null for a list that never had one. */
  readonly filter: unknown
  /** Members at this moment: the folded figure and what was appended since, in one snapshot. */
  readonly size: number
  /** Raised by every change of the definition. */
  readonly version: number
  /** Zone for dates in the filter; null: the account's. */
  readonly timeZone: string | null
  readonly folderId: number | null
  readonly conversion: Conversion | null
  /** Its members are still being looked for. */
  readonly isBuilding: boolean
  /** Epoch ms, as all below. */
  readonly filtersUpdatedAt: number | null
  readonly convertedAt: number | null
  readonly createdAt: number
  readonly updatedAt: number
  readonly deletedAt: number | null
}

const columns = [
  'l.id',
  'l.object_type_id AS "objectTypeId"',
  'l.name',
  'l.processing_type AS "processingType"',
  'l.filter',
  `l.size + coalesce((
    SELECT sum(d.n) FROM list_size_deltas d WHERE d.account_id = l.account_id AND d.list_id = l.id), 0)::bigint AS size`,
  'l.version',
  'l.time_zone AS "timeZone"',
  'l.folder_id AS "folderId"',
  'l.conversion',
  'EXISTS (SELECT FROM list_builds b WHERE b.account_id = l.account_id AND b.list_id = l.id) AS "isBuilding"',
  'l.filters_updated_at AS "filtersUpdatedAt"',
  'l.converted_at AS "convertedAt"',
  'l.created_at AS "createdAt"',
  'l.updated_at AS "updatedAt"',
  'l.deleted_at AS "deletedAt"',
]

/** Of `lists` aliased `l`. */
export const listColumns: Sql = join(columns.map((column) => raw(column)))

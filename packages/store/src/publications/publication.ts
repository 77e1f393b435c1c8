import { join, raw, type Sql } from 'sql-template-tag'

/** One turn-on of a workflow, and how far the look at existing records has come (engine.md 3). */
export interface Publication {
  readonly id: number
  readonly workflowId: number
  readonly revisionId: number
  readonly enrollExisting: boolean
  readonly note: string | null
  readonly state: 'RUNNING' | 'COMPLETE' | 'CANCELLED'
  /** Record id up to which existing records were looked at; null when it is over. */
  readonly cursor: number | null
  /** The last record that existed at turn-on: whatever came later is new and enrolls by its own change. */
  readonly lastRecordId: number
  /** The definitions epoch this turn-on raised: changes written since carry it or a later one. */
  readonly epoch: number
  /** How many met the triggers when it was asked for; null when existing records are not to enroll. */
  readonly matching: number | null
  readonly enrolled: number
  /** Epoch ms. */
  readonly startedAt: number
  readonly finishedAt: number | null
}

const columns = [
  'id',
  'workflow_id AS "workflowId"',
  'revision_id AS "revisionId"',
  'enroll_existing AS "enrollExisting"',
  'note',
  'state',
  'cursor',
  'last_record_id AS "lastRecordId"',
  'epoch',
  'matching',
  'enrolled',
  'started_at AS "startedAt"',
  'finished_at AS "finishedAt"',
]

export const publicationColumns: Sql = join(columns.map((column) => raw(column)))

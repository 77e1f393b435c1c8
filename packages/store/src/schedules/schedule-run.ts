import { join, raw, type Sql } from 'sql-template-tag'

/** One run of a workflow's schedule, and how far it has come. */
export interface ScheduleRun {
  readonly workflowId: number
  /** Epoch ms: the one instant that it judges records by. */
  readonly scheduledFor: number
  readonly state: 'RUNNING' | 'COMPLETE' | 'CANCELLED' | 'MISSED'
  /** Record id up to which records were asked; null when it is over. */
  readonly cursor: number | null
  /** The last record that existed when it began. */
  readonly lastRecordId: number
  readonly enrolled: number
  /** W-SCH-18: still inside from before. */
  readonly stillActive: number
  /** Suppressed, or meeting the unenrollment criteria or the goal. */
  readonly refused: number
  /** Epoch ms. */
  readonly startedAt: number
  readonly finishedAt: number | null
}

const columns = [
  'workflow_id AS "workflowId"',
  'scheduled_for AS "scheduledFor"',
  'state',
  'cursor',
  'last_record_id AS "lastRecordId"',
  'enrolled',
  'still_active AS "stillActive"',
  'refused',
  'started_at AS "startedAt"',
  'finished_at AS "finishedAt"',
]

export const runColumns: Sql = join(columns.map((column) => raw(column)))

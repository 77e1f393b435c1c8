import type { Lane } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Database } from '../database.js'

export interface DueWork {
  readonly accountId: number
  readonly lane: Lane
  /** The hint as it stood, to the microsecond: what `raiseWork` compares. */
  readonly seen: string
}

/** Accounts and lanes whose hint is due. */
export function dueWork(db: Database): Promise<DueWork[]> {
  return db.query<DueWork>(
    sql`
      SELECT account_id AS "accountId", lane, ready_at::text AS seen FROM account_work
      WHERE ready_at <= clock_timestamp() ORDER BY ready_at LIMIT 1000`,
    'work.due',
  )
}

import sql from 'sql-template-tag'
import type { Transaction } from '../../database.js'

/**
 * Which workflows a record has been through becomes the survivor's: an enrollment of either is one of its own (W-UNA-5).
 * Imports it came from, and e-mails it received (A-EML-15), too.
 */
export async function uniteMemory(tx: Transaction, survivorId: number, loserId: number): Promise<void> {
  await tx.execute(
    sql`
      WITH gone AS (
        DELETE FROM workflow_records WHERE account_id = ${tx.accountId} AND record_id = ${loserId} RETURNING *
      )
      INSERT INTO workflow_records AS w (account_id, workflow_id, record_id, met_at_turn_on, enrollments,
        first_enrolled_at, last_enrolled_at, completed_at, goal_at)
      SELECT account_id, workflow_id, ${survivorId}, met_at_turn_on, enrollments, first_enrolled_at, last_enrolled_at,
        completed_at, goal_at
      FROM gone ORDER BY workflow_id
      ON CONFLICT (account_id, workflow_id, record_id) DO UPDATE SET
        met_at_turn_on = w.met_at_turn_on OR excluded.met_at_turn_on,
        enrollments = w.enrollments + excluded.enrollments,
        first_enrolled_at = least(w.first_enrolled_at, excluded.first_enrolled_at),
        last_enrolled_at = greatest(w.last_enrolled_at, excluded.last_enrolled_at),
        completed_at = greatest(w.completed_at, excluded.completed_at),
        goal_at = least(w.goal_at, excluded.goal_at)`,
    'records.unite-workflow-memory',
  )
  await tx.execute(
    sql`
      WITH gone AS (
        DELETE FROM import_records WHERE account_id = ${tx.accountId} AND record_id = ${loserId} RETURNING import_id
      )
      INSERT INTO import_records (account_id, import_id, record_id)
      SELECT ${tx.accountId}, import_id, ${survivorId} FROM gone ORDER BY import_id
      ON CONFLICT DO NOTHING`,
    'records.unite-imports',
  )
  await tx.execute(
    sql`UPDATE email_sends SET record_id = ${survivorId}
      WHERE account_id = ${tx.accountId} AND record_id = ${loserId}`,
    'records.unite-email-sends',
  )
}

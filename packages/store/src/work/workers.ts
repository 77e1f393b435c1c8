import sql, { type Sql } from 'sql-template-tag'
import type { Database } from '../database.js'

/** Enters a worker, or enters it again after somebody took it for gone. */
export function registerWorker(id: string, lockKey: number): Sql {
  return sql`
    INSERT INTO workers (id, lock_key) VALUES (${id}, ${lockKey})
    ON CONFLICT (id) DO UPDATE SET seen_at = now()`
}

/** Takes a worker out that has drained, with whatever notes it left. */
export async function removeWorker(db: Database, id: string): Promise<void> {
  await db.query(sql`
    WITH notes AS (DELETE FROM wave_notes WHERE worker_id = ${id})
    DELETE FROM workers WHERE id = ${id}`)
}

/**
 * A worker that lives is entered again sooner than this after it lost its connection, or began: its next try is 3 s away at
 * most, and gets 5.
 */
const longestUnentered = '10 s'

/**
 * Workers whose lock nobody holds: their connection is gone, whatever they were doing was rolled back. Also those that left
 * a note but are entered nowhere: they died before they were, or after somebody had taken them for gone.
 */
export async function goneWorkers(db: Database): Promise<string[]> {
  const rows = await db.query<{ id: string }>(sql`
    SELECT w.id FROM workers w
    WHERE NOT EXISTS (
      SELECT FROM pg_locks l
      WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
        AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32) | l.objid::bigint = w.lock_key)
    UNION
    SELECT n.worker_id FROM wave_notes n
    WHERE n.at < clock_timestamp() - ${longestUnentered}::interval
      AND NOT EXISTS (SELECT FROM workers w WHERE w.id = n.worker_id)`)
  return rows.map((row) => row.id)
}

/** Accounts in which a worker left notes of waves it was running. */
export async function accountsOfNotes(db: Database, workerId: string): Promise<number[]> {
  const rows = await db.query<{ account_id: number }>(
    sql`SELECT DISTINCT account_id FROM wave_notes WHERE worker_id = ${workerId} ORDER BY account_id`,
  )
  return rows.map((row) => row.account_id)
}

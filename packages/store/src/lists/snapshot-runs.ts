// A snapshot's members all come from one look at one moment: a run. A run that stopped is taken over by a new one, which
// begins from the beginning, for the moment of the old one cannot be seen any more.
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** After this many seconds without progress a run counts as gone. */
const longestSilence = 30

/** Makes `runId` the run of a snapshot that nobody builds, any one or the given one; its list id. */
export async function takeSnapshotRun(
  tx: Transaction,
  runId: string,
  listId: number | null,
): Promise<number | undefined> {
  const [row] = await tx.query<{ listId: number }>(
    sql`
      UPDATE list_builds SET run_id = ${runId}::uuid, moved_at = clock_timestamp()
      WHERE account_id = ${tx.accountId} AND list_id = (
        SELECT b.list_id FROM list_builds b JOIN lists l ON l.account_id = b.account_id AND l.id = b.list_id
        WHERE b.account_id = ${tx.accountId} AND l.processing_type = 'SNAPSHOT' AND l.deleted_at IS NULL
          AND (${listId}::bigint IS NULL OR b.list_id = ${listId})
          AND (b.run_id IS NULL OR b.moved_at < clock_timestamp() - make_interval(secs => ${longestSilence}))
        ORDER BY b.list_id LIMIT 1 FOR NO KEY UPDATE OF b SKIP LOCKED)
      RETURNING list_id AS "listId"`,
    'lists.take-snapshot-run',
  )
  return row?.listId
}

/** Notes progress under the row's lock. False: the run was taken over, or its list deleted, and must not go on. */
export async function holdSnapshotRun(tx: Transaction, listId: number, runId: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`
      UPDATE list_builds SET moved_at = clock_timestamp()
      WHERE account_id = ${tx.accountId} AND list_id = ${listId} AND run_id = ${runId}::uuid`,
    'lists.hold-snapshot-run',
  )
  return rows === 1
}

// People who wait in a delay that was edited or removed, found by index, a part at a time (engine.md 6; W-RUN-8 to 11).
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

/** An edit whose waiting people are still to be looked at, locked. */
export interface Retiming {
  readonly workflowId: number
  readonly fromRevisionId: number
  readonly actions: readonly string[]
  /** Enrollments up to this id were looked at. */
  readonly cursor: number
}

/**
 * The first that nobody else works on. Its row is locked before records, as a publication's is and for the same reason:
 * whoever else writes it holds the account's lock exclusively.
 */
export async function claimRetiming(tx: Transaction): Promise<Retiming | undefined> {
  const [row] = await tx.query<Retiming>(
    sql`SELECT workflow_id AS "workflowId", from_revision_id AS "fromRevisionId", retimed_actions AS actions,
        retime_cursor AS cursor
      FROM revision_moves WHERE account_id = ${tx.accountId} AND retime_cursor IS NOT NULL
      ORDER BY workflow_id, from_revision_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
    'timers.claim-retiming',
  )
  return row
}

export interface RetimingPart {
  /** Records of those who wait at the edited actions. */
  readonly recordIds: readonly number[]
  /** The last enrollment of the part; null: there is none beyond the cursor. */
  readonly to: number | null
}

/** The next part of the enrollments of its workflow, in order of id; nothing is locked. */
export async function pickRetiming(
  tx: Transaction,
  { workflowId, fromRevisionId, actions, cursor }: Retiming,
  limit: number,
): Promise<RetimingPart> {
  const [row] = await tx.query<RetimingPart>(
    sql`WITH part AS (
      SELECT id, record_id, state, action_id, revision_id FROM enrollments
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND id > ${cursor}
      ORDER BY id LIMIT ${limit}
    )
    SELECT max(id) AS to, coalesce(json_agg(record_id) FILTER (
      WHERE state = 'time' AND revision_id = ${fromRevisionId} AND action_id = ANY (${textArray(actions)}::text[])
    ), '[]') AS "recordIds" FROM part`,
    'timers.pick-retiming',
  )
  return row ?? { recordIds: [], to: null }
}

/** Wakes those of the part whose records the caller has locked, and stores how far it came. Returns how many woke. */
export async function retime(
  tx: Transaction,
  { workflowId, fromRevisionId, actions, cursor }: Retiming,
  { recordIds, to }: RetimingPart,
  now: number,
): Promise<number> {
  const woken = await tx.execute(
    sql`UPDATE enrollments SET due_at = to_timestamp(${now}::float8 / 1000)
      WHERE account_id = ${tx.accountId} AND record_id = ANY (${numberArray(recordIds)}::bigint[])
        AND workflow_id = ${workflowId} AND ended_at IS NULL AND id > ${cursor} AND id <= ${to}::bigint
        AND state = 'time' AND revision_id = ${fromRevisionId} AND action_id = ANY (${textArray(actions)}::text[])
        AND due_at > to_timestamp(${now}::float8 / 1000)`,
    'timers.retime',
  )
  await tx.execute(
    sql`UPDATE revision_moves SET retime_cursor = ${to}::bigint
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND from_revision_id = ${fromRevisionId}`,
    'timers.advance-retiming',
  )
  return woken
}

/**
 * Everybody who waits at these actions of a workflow is to be looked at, on whichever revision they stand. Only under the
 * exclusive lock.
 */
export async function retimeAll(
  tx: Transaction,
  { workflowId, revisionId, actions }: RetimedPlace,
): Promise<void> {
  const ids = textArray([...actions])
  // Whoever stands on the newest revision has no move of its own: this row leads nowhere.
  await tx.execute(
    sql`INSERT INTO revision_moves (account_id, workflow_id, to_revision_id, from_revision_id, moved_actions)
      VALUES (${tx.accountId}, ${workflowId}, ${revisionId}, ${revisionId}, '{}') ON CONFLICT DO NOTHING`,
    'timers.retime-newest',
  )
  await tx.execute(
    sql`UPDATE revision_moves SET retime_cursor = 0,
        retimed_actions = ARRAY(SELECT unnest(retimed_actions) UNION SELECT unnest(${ids}::text[]))
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND to_revision_id = ${revisionId}`,
    'timers.retime-all',
  )
}

export interface RetimedPlace {
  readonly workflowId: number
  /** The newest published one. */
  readonly revisionId: number
  readonly actions: readonly string[]
}

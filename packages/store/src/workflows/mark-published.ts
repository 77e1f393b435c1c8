import { retimedActions, revisionMoves } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { readRevisions } from './read-revision.js'

export interface PublishedAt {
  /** Epoch ms of the turn-on. */
  readonly enabledAt: number
  /** The definitions epoch just raised: changes of earlier ones do not enroll (W-RUN-4). */
  readonly enabledEpoch: number
  readonly note?: string | null
  /** Epoch ms; absent or null: it stays on until somebody turns it off (W-SET-20). */
  readonly turnsOffAt?: number | null
}

/**
 * Makes a revision the one that runs and turns the workflow on. One that is on already stays on since it was turned on:
 * what happened before this revision and is yet to be evaluated still counts. Stores where people on earlier revisions go
 * on (engine.md 6). Only under the exclusive lock, with the epoch raised.
 */
export async function markPublished(
  tx: Transaction,
  workflowId: number,
  revisionId: number,
  { enabledAt, enabledEpoch, note, turnsOffAt = null }: PublishedAt,
): Promise<void> {
  await storeMoves(tx, workflowId, revisionId)
  const published = await tx.execute(sql`
    WITH revision AS (
      UPDATE workflow_revisions SET published_at = to_timestamp(${enabledAt} / 1000.0), note = ${note ?? null}
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} AND revision_id = ${revisionId}
      RETURNING workflow_id
    )
    UPDATE workflows w SET published_revision_id = ${revisionId}, is_enabled = true,
      enabled_epoch = CASE WHEN is_enabled THEN enabled_epoch ELSE ${enabledEpoch} END,
      enabled_at = CASE WHEN is_enabled THEN enabled_at ELSE to_timestamp(${enabledAt} / 1000.0) END,
      turn_off_at = to_timestamp(${turnsOffAt}::float8 / 1000), updated_at = clock_timestamp()
    FROM revision
    WHERE w.account_id = ${tx.accountId} AND w.id = revision.workflow_id AND w.deleted_at IS NULL`)
  if (published === 0)
    throw new Problem('REVISION_NOT_FOUND', `Workflow ${workflowId} has no revision ${revisionId}.`)
}

interface Move {
  readonly fromRevisionId: number
  readonly movedActions: Readonly<Record<string, string | null>>
  /** Waits that may end at another moment than they were told (W-RUN-8 to 11). */
  readonly retimedActions: readonly string[]
}

/** One row for each revision somebody may still stand on: those that led to the last one, led on, and the last one. */
async function storeMoves(tx: Transaction, workflowId: number, revisionId: number): Promise<void> {
  const [workflow] = await tx.query<{ last: number | null }>(sql`
    SELECT published_revision_id AS last FROM workflows WHERE account_id = ${tx.accountId} AND id = ${workflowId}`)
  const last = workflow?.last ?? null
  if (last === null || last === revisionId) return
  const { movedActions, retimedActions } = await movesFrom(tx, workflowId, last, revisionId)
  // Only the newest published revision is ever moved to, so what led to the last one leads nowhere now.
  const earlier = await tx.query<Move>(sql`
    DELETE FROM revision_moves WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId}
    RETURNING from_revision_id AS "fromRevisionId", moved_actions AS "movedActions",
      retimed_actions AS "retimedActions"`)
  // Those on the last one have a row themselves where its waits move without an edit.
  const onLast = earlier.find(({ fromRevisionId }) => fromRevisionId === last)?.retimedActions ?? []
  const moves = [
    ...earlier
      .filter(({ fromRevisionId }) => fromRevisionId !== revisionId && fromRevisionId !== last)
      .map((move) => ({
        ...move,
        movedActions: ledOn(move.movedActions, movedActions),
        retimedActions: [...new Set([...move.retimedActions, ...retimedActions])],
      })),
    { fromRevisionId: last, movedActions, retimedActions: [...new Set([...onLast, ...retimedActions])] },
  ]
  await tx.execute(sql`
    INSERT INTO revision_moves (account_id, workflow_id, to_revision_id, from_revision_id, moved_actions,
      retimed_actions, retime_cursor)
    SELECT ${tx.accountId}, ${workflowId}, ${revisionId}, from_revision_id, moved_actions,
      ARRAY(SELECT jsonb_array_elements_text(retimed)), CASE WHEN retimed <> '[]' THEN 0 END
    FROM unnest(${numberArray(moves.map((move) => move.fromRevisionId))}::int[],
                ${textArray(moves.map((move) => JSON.stringify(move.movedActions)))}::jsonb[],
                ${textArray(moves.map((move) => JSON.stringify(move.retimedActions)))}::jsonb[])
      AS moves (from_revision_id, moved_actions, retimed)`)
}

async function movesFrom(
  tx: Transaction,
  workflowId: number,
  from: number,
  to: number,
): Promise<Omit<Move, 'fromRevisionId'>> {
  const revisions = await readRevisions(tx, [
    { workflowId, revisionId: from },
    { workflowId, revisionId: to },
  ])
  const flowOf = (id: number) => revisions.find((revision) => revision.revisionId === id)?.flow
  const [old, next] = [flowOf(from), flowOf(to)]
  if (!old || !next) return { movedActions: {}, retimedActions: [] }
  return { movedActions: revisionMoves(old, next), retimedActions: retimedActions(old, next) }
}

/** Where the earlier move led, or where that leads now. */
function ledOn(earlier: Move['movedActions'], moved: Move['movedActions']): Move['movedActions'] {
  const on = Object.entries(earlier).map(
    ([id, to]) => [id, to !== null && to in moved ? (moved[to] ?? null) : to] as const,
  )
  return { ...moved, ...Object.fromEntries(on) }
}

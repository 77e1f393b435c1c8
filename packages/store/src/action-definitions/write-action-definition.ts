// Definitions change under the account's exclusive lock, and each change raises its definitions epoch: workflows run them.
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'
import type { WrittenDefinition } from './definitions-of-app.js'

/** Makes a definition with its first revision; its id. */
export async function createActionDefinition(
  tx: Transaction,
  appId: number,
  definition: WrittenDefinition,
): Promise<number> {
  const [row] = await tx.query<{ id: number }>(sql`
    WITH made AS (
      INSERT INTO action_definitions (account_id, app_id, definition)
      VALUES (${tx.accountId}, ${appId}, ${JSON.stringify(definition)}::jsonb)
      RETURNING id
    )
    SELECT id FROM made`)
  if (!row) throw new Error('an INSERT without a conflict clause returns its row')
  await keepRevision(tx, row.id, 1, definition)
  await bumpEpoch(tx)
  return row.id
}

/** Every change is a revision of its own. */
export async function replaceActionDefinition(
  tx: Transaction,
  id: number,
  revisionId: number,
  definition: WrittenDefinition,
): Promise<void> {
  await tx.execute(sql`
    UPDATE action_definitions SET definition = ${JSON.stringify(definition)}::jsonb, revision_id = ${revisionId},
      updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${id}`)
  await keepRevision(tx, id, revisionId, definition)
  await bumpEpoch(tx)
}

async function keepRevision(
  tx: Transaction,
  id: number,
  revisionId: number,
  definition: WrittenDefinition,
): Promise<void> {
  await tx.execute(sql`
    INSERT INTO action_definition_revisions (account_id, definition_id, revision_id, definition)
    VALUES (${tx.accountId}, ${id}, ${revisionId}, ${JSON.stringify(definition)}::jsonb)`)
}

/** Steps of an archived definition fail from here on. */
export async function archiveActionDefinition(tx: Transaction, appId: number, id: number): Promise<void> {
  const archived = await tx.execute(sql`
    UPDATE action_definitions SET archived_at = now()
    WHERE account_id = ${tx.accountId} AND app_id = ${appId} AND id = ${id} AND archived_at IS NULL`)
  if (archived > 0) await bumpEpoch(tx)
}

export async function setRequiresObject(tx: Transaction, id: number, requiresObject: boolean): Promise<void> {
  await tx.execute(sql`
    UPDATE action_definitions SET requires_object = ${requiresObject}, updated_at = now()
    WHERE account_id = ${tx.accountId} AND id = ${id}`)
}

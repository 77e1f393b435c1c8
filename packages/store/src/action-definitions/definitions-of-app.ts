import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** A definition as the app wrote it, without its functions. */
export type WrittenDefinition = Readonly<Record<string, unknown>>

export interface StoredActionDefinition {
  readonly id: number
  readonly appId: number
  readonly revisionId: number
  readonly definition: WrittenDefinition
  readonly requiresObject: boolean
  /** Epoch ms. */
  readonly archivedAt: number | null
}

const columns: Sql = sql`id, app_id AS "appId", revision_id AS "revisionId", definition,
  requires_object AS "requiresObject", archived_at AS "archivedAt"`

/** The definitions of one app after an id, in order of id. */
export function listActionDefinitions(
  tx: Transaction,
  appId: number,
  { after, limit, archived }: { readonly after: number; readonly limit: number; readonly archived: boolean },
): Promise<StoredActionDefinition[]> {
  return tx.query<StoredActionDefinition>(
    sql`SELECT ${columns} FROM action_definitions
      WHERE account_id = ${tx.accountId} AND app_id = ${appId} AND id > ${after}
        AND (archived_at IS NOT NULL) = ${archived}
      ORDER BY id LIMIT ${limit}`,
    'action-definitions.list',
  )
}

/** Archived ones too. */
export async function readActionDefinition(
  tx: Transaction,
  appId: number,
  id: number,
): Promise<StoredActionDefinition | undefined> {
  const [row] = await tx.query<StoredActionDefinition>(
    sql`SELECT ${columns} FROM action_definitions
      WHERE account_id = ${tx.accountId} AND app_id = ${appId} AND id = ${id}`,
    'action-definitions.read',
  )
  return row
}

export interface ActionRevision {
  readonly revisionId: number
  readonly definition: WrittenDefinition
  /** Epoch ms. */
  readonly createdAt: number
}

/** Revisions of a definition after one, newest last. */
export function listActionRevisions(
  tx: Transaction,
  definitionId: number,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<ActionRevision[]> {
  return tx.query<ActionRevision>(
    sql`SELECT revision_id AS "revisionId", definition, created_at AS "createdAt" FROM action_definition_revisions
      WHERE account_id = ${tx.accountId} AND definition_id = ${definitionId} AND revision_id > ${after}
      ORDER BY revision_id LIMIT ${limit}`,
    'action-definitions.list-revisions',
  )
}

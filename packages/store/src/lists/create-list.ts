import { fold, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { List } from './list.js'

export type NewList = Pick<List, 'objectTypeId' | 'name' | 'processingType'> & {
  readonly filter?: unknown
  readonly timeZone?: string
  readonly folderId?: number
}

/**
 * Stores a list without members; its id. One with a filter needs the exclusive lock and a build. Throws LIST_EXISTS when
 * another list has the name, in whatever case it is written.
 */
export async function createList(tx: Transaction, list: NewList): Promise<number> {
  const filter = list.filter === undefined ? null : JSON.stringify(list.filter)
  const [row] = await tx.query<{ id: number }>(
    sql`
      INSERT INTO lists (account_id, object_type_id, name, name_key, processing_type, filter, filters_updated_at,
        time_zone, folder_id)
      VALUES (${tx.accountId}, ${list.objectTypeId}, ${list.name}, ${fold(list.name)}, ${list.processingType},
        ${filter}::jsonb, CASE WHEN ${filter}::jsonb IS NOT NULL THEN now() END, ${list.timeZone ?? null},
        ${list.folderId ?? null})
      ON CONFLICT (account_id, name_key) WHERE deleted_at IS NULL AND name_key IS NOT NULL DO NOTHING
      RETURNING id`,
    'lists.create',
  )
  if (!row) throw nameTaken(list.name)
  return row.id
}

export function nameTaken(name: string): Problem {
  return new Problem('LIST_EXISTS', `There is a list named "${name}" already.`, { field: 'name' })
}

// Lists as rows, and members put in by hand. Who keeps the members of an active list is the evaluator's.
import { Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'

export type ListProcessing = 'DYNAMIC' | 'MANUAL' | 'SNAPSHOT'

export interface List {
  readonly id: number
  readonly objectTypeId: string
  readonly name: string
  readonly processingType: ListProcessing
  readonly filter: unknown
  readonly size: number
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
}

export async function createList(
  tx: Transaction,
  list: Pick<List, 'objectTypeId' | 'name' | 'processingType'> & { readonly filter?: unknown },
): Promise<number> {
  const filter = list.filter === undefined ? null : JSON.stringify(list.filter)
  const [row] = await tx.query<{ id: number }>(sql`
    INSERT INTO lists (account_id, object_type_id, name, processing_type, filter)
    VALUES (${tx.accountId}, ${list.objectTypeId}, ${list.name}, ${list.processingType}, ${filter}::jsonb) RETURNING id`)
  if (!row) throw new Error('INSERT … RETURNING returned nothing')
  return row.id
}

/** Throws LIST_NOT_FOUND. */
export async function readList(tx: Transaction, id: number): Promise<List> {
  const [list] = await tx.query<List>(sql`
    SELECT id, object_type_id AS "objectTypeId", name, processing_type AS "processingType", filter, size,
      created_at AS "createdAt", updated_at AS "updatedAt"
    FROM lists WHERE account_id = ${tx.accountId} AND id = ${id} AND deleted_at IS NULL`)
  if (!list) throw new Problem('LIST_NOT_FOUND', `There is no list ${id}.`)
  return list
}

/** Returns the records that were not in it. */
export function insertMembers(
  tx: Transaction,
  listId: number,
  recordIds: readonly number[],
): Promise<number[]> {
  return changed(
    tx,
    sql`
      WITH added AS (
        INSERT INTO list_members (account_id, list_id, record_id)
        SELECT ${tx.accountId}, ${listId}, id FROM unnest(${numberArray(recordIds)}::bigint[]) AS n(id) ORDER BY id
        ON CONFLICT DO NOTHING RETURNING record_id
      ), counted AS (
        UPDATE lists SET size = size + (SELECT count(*) FROM added), updated_at = now()
        WHERE account_id = ${tx.accountId} AND id = ${listId}
      )
      SELECT record_id AS id FROM added ORDER BY 1`,
    'lists.insert-members',
  )
}

/** Returns the records that were in it. */
export function deleteMembers(
  tx: Transaction,
  listId: number,
  recordIds: readonly number[],
): Promise<number[]> {
  return changed(
    tx,
    sql`
      WITH removed AS (
        DELETE FROM list_members
        WHERE account_id = ${tx.accountId} AND list_id = ${listId} AND record_id = ANY(${numberArray(recordIds)}::bigint[])
        RETURNING record_id
      ), counted AS (
        UPDATE lists SET size = size - (SELECT count(*) FROM removed), updated_at = now()
        WHERE account_id = ${tx.accountId} AND id = ${listId}
      )
      SELECT record_id AS id FROM removed ORDER BY 1`,
    'lists.delete-members',
  )
}

async function changed(tx: Transaction, statement: ReturnType<typeof sql>, name: string): Promise<number[]> {
  return (await tx.query<{ id: number }>(statement, name)).map(({ id }) => id)
}

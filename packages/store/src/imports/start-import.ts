import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** Notes that an import begins; its id is what changes and filters name it by. */
export async function startImport(tx: Transaction, objectTypeId: string, name: string): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    sql`INSERT INTO imports (account_id, object_type_id, name) VALUES (${tx.accountId}, ${objectTypeId}, ${name})
      RETURNING id`,
  )
  if (!row) throw new Error('INSERT … RETURNING returned nothing')
  return row.id
}

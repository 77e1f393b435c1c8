import type { Database } from '../database.js'

/** Every account of the installation. */
export async function accountIds(db: Database): Promise<number[]> {
  const { rows } = await db.owner.query<{ id: number }>('SELECT id FROM accounts ORDER BY id')
  return rows.map((row) => row.id)
}

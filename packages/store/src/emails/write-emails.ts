import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import type { EmailDocument } from './email.js'

/** Saves a new e-mail as a draft; its id. */
export async function createEmail(tx: Transaction, name: string, draft: EmailDocument): Promise<number> {
  const [row] = await tx.query<{ id: number }>(
    sql`INSERT INTO emails (account_id, name, draft) VALUES (${tx.accountId}, ${name}, ${JSON.stringify(draft)}::jsonb)
      RETURNING id`,
  )
  if (!row) throw new Error('an insert gave no row')
  return row.id
}

/** Locks an e-mail against others who change it; false when there is none. */
export async function lockEmail(tx: Transaction, id: number): Promise<boolean> {
  const rows = await tx.query(
    sql`SELECT FROM emails WHERE account_id = ${tx.accountId} AND id = ${id} FOR NO KEY UPDATE`,
  )
  return rows.length === 1
}

export async function saveEmailDraft(
  tx: Transaction,
  id: number,
  name: string,
  draft: EmailDocument,
): Promise<void> {
  await tx.execute(
    sql`UPDATE emails SET name = ${name}, draft = ${JSON.stringify(draft)}::jsonb, updated_at = now()
      WHERE account_id = ${tx.accountId} AND id = ${id}`,
  )
}

/** From here on the draft is what is sent; null: nothing is sent any more. */
export async function publishEmail(
  tx: Transaction,
  id: number,
  published: EmailDocument | null,
): Promise<void> {
  const document = published === null ? null : JSON.stringify(published)
  await tx.execute(
    sql`UPDATE emails SET published = ${document}::jsonb, updated_at = now(),
        published_at = CASE WHEN ${document}::jsonb IS NULL THEN NULL ELSE now() END
      WHERE account_id = ${tx.accountId} AND id = ${id}`,
  )
}

/** Steps that send it fail from now on, and say so (A-EML-17). */
export async function archiveEmail(tx: Transaction, id: number): Promise<void> {
  await tx.execute(
    sql`UPDATE emails SET archived_at = coalesce(archived_at, now()) WHERE account_id = ${tx.accountId} AND id = ${id}`,
  )
}

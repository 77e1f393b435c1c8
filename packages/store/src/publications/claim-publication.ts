import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { type Publication, publicationColumns } from './publication.js'

/**
 * The oldest publication nobody else is building at this moment. It is locked before the records of its chunk, against
 * the order of everything else; that is safe because whoever else writes this row (cancelling it) holds the account's lock
 * exclusively, when no builder is under way.
 */
export async function claimPublication(tx: Transaction): Promise<Publication | undefined> {
  const [row] = await tx.query<Publication>(
    sql`
      SELECT ${publicationColumns} FROM publications
      WHERE account_id = ${tx.accountId} AND state = 'RUNNING' ORDER BY id LIMIT 1
      FOR NO KEY UPDATE SKIP LOCKED`,
    'publications.claim',
  )
  return row
}

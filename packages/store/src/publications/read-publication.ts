import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { type Publication, publicationColumns } from './publication.js'

/** The last publication of a workflow, or undefined when it was never turned on. */
export async function readPublication(tx: Transaction, workflowId: number): Promise<Publication | undefined> {
  const [row] = await tx.query<Publication>(
    sql`
      SELECT ${publicationColumns} FROM publications
      WHERE account_id = ${tx.accountId} AND workflow_id = ${workflowId} ORDER BY id DESC LIMIT 1`,
    'publications.read',
  )
  return row
}

/** Publications of the account that still look at existing records, oldest first. */
export function readRunningPublications(tx: Transaction): Promise<Publication[]> {
  return tx.query<Publication>(
    sql`
      SELECT ${publicationColumns} FROM publications
      WHERE account_id = ${tx.accountId} AND state = 'RUNNING' ORDER BY id`,
    'publications.read-running',
  )
}

import sql, { empty } from 'sql-template-tag'
import { numberArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import type { Email, EmailDocument } from './email.js'

const columns = sql`id, name, draft, published, published_at AS "publishedAt", created_at AS "createdAt",
  updated_at AS "updatedAt", archived_at AS "archivedAt"`

export async function readEmail(tx: Transaction, id: number): Promise<Email | undefined> {
  const [email] = await tx.query<Email>(
    sql`SELECT ${columns} FROM emails WHERE account_id = ${tx.accountId} AND id = ${id}`,
  )
  return email
}

export interface EmailPage {
  readonly after: number
  readonly limit: number
  readonly archived: boolean
  /** Only those that are published, or only the others. */
  readonly isPublished?: boolean
}

/** In the order of their ids. */
export function listEmails(tx: Transaction, page: EmailPage): Promise<Email[]> {
  const published =
    page.isPublished === undefined ? empty : sql`AND (published IS NOT NULL) = ${page.isPublished}`
  return tx.query<Email>(
    sql`SELECT ${columns} FROM emails
      WHERE account_id = ${tx.accountId} AND id > ${page.after} AND (archived_at IS NOT NULL) = ${page.archived}
        ${published}
      ORDER BY id LIMIT ${page.limit}`,
  )
}

/** What is sent of each: the published document (A-EML-13), by id; those deleted or not published are left out. */
export async function readPublishedEmails(
  tx: Transaction,
  ids: readonly number[],
): Promise<ReadonlyMap<number, EmailDocument>> {
  if (ids.length === 0) return new Map()
  const rows = await tx.query<{ id: number; published: EmailDocument }>(
    sql`SELECT id, published FROM emails
      WHERE account_id = ${tx.accountId} AND id = ANY (${numberArray(ids)}::bigint[])
        AND published IS NOT NULL AND archived_at IS NULL`,
    'emails.read-published',
  )
  return new Map(rows.map(({ id, published }) => [id, published]))
}

export async function countEmails(
  tx: Transaction,
  { archived, isPublished }: Pick<EmailPage, 'archived' | 'isPublished'>,
): Promise<number> {
  const published = isPublished === undefined ? empty : sql`AND (published IS NOT NULL) = ${isPublished}`
  const [row] = await tx.query<{ n: number }>(
    sql`SELECT count(*) AS n FROM emails
      WHERE account_id = ${tx.accountId} AND (archived_at IS NOT NULL) = ${archived} ${published}`,
  )
  return row?.n ?? 0
}

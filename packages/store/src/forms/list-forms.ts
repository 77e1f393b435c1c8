import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { type Form, formColumns } from './form.js'

/** Forms after a number, in the order of making: at most `limit`, and one more when there are more. */
export function listForms<Document extends object>(
  tx: Transaction,
  { after, limit, archived }: { readonly after: number; readonly limit: number; readonly archived: boolean },
): Promise<Form<Document>[]> {
  return tx.query<Form<Document>>(sql`
    SELECT ${formColumns} FROM forms
    WHERE account_id = ${tx.accountId} AND number > ${after} AND (archived_at IS NOT NULL) = ${archived}
    ORDER BY number LIMIT ${limit + 1}`)
}

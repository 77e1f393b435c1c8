import { Problem } from '@millrace/model'
import sql, { type Sql } from 'sql-template-tag'
import type { Transaction } from '../database.js'

/** `document` is what the API reads and writes; the store looks at none of it. */
export interface FormDraft<Document extends object = object> {
  readonly name: string
  readonly formType: string
  readonly document: Document
}

export interface Form<Document extends object = object> extends FormDraft<Document> {
  readonly id: string
  /** In the order of making. */
  readonly number: number
  /** Epoch ms. */
  readonly createdAt: number
  readonly updatedAt: number
  readonly archivedAt: number | null
}

export const formColumns: Sql = sql`id, number, name, form_type AS "formType", document, created_at AS "createdAt",
  updated_at AS "updatedAt", archived_at AS "archivedAt"`

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Throws FORM_NOT_FOUND. `lock`: for the transaction that changes it. */
export async function readForm<Document extends object>(
  tx: Transaction,
  id: string,
  { archived = false, lock = false }: { readonly archived?: boolean; readonly lock?: boolean } = {},
): Promise<Form<Document>> {
  if (!uuid.test(id)) throw notFound(id)
  const [form] = await tx.query<Form<Document>>(
    lock
      ? sql`
          SELECT ${formColumns} FROM forms WHERE account_id = ${tx.accountId} AND id = ${id}::uuid
            AND (archived_at IS NOT NULL) = ${archived} FOR NO KEY UPDATE`
      : sql`
          SELECT ${formColumns} FROM forms WHERE account_id = ${tx.accountId} AND id = ${id}::uuid
            AND (archived_at IS NOT NULL) = ${archived}`,
    lock ? 'forms.lock' : 'forms.read',
  )
  if (!form) throw notFound(id)
  return form
}

function notFound(id: string): Problem {
  return new Problem('FORM_NOT_FOUND', `There is no form ${id.slice(0, 100)}.`, {
    field: 'formId',
    context: { ids: [id.slice(0, 100)] },
  })
}

// Forms are no definitions of the engine: nothing that is evaluated reads them, so no epoch is raised.
import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'
import { type Form, type FormDraft, formColumns } from './form.js'

export async function createForm<Document extends object>(
  tx: Transaction,
  { name, formType, document }: FormDraft<Document>,
): Promise<Form<Document>> {
  const [form] = await tx.query<Form<Document>>(sql`
    INSERT INTO forms (account_id, name, form_type, document)
    VALUES (${tx.accountId}, ${name}, ${formType}, ${JSON.stringify(document)}::jsonb)
    RETURNING ${formColumns}`)
  if (!form) throw new Error('INSERT … RETURNING returned nothing')
  return form
}

/** Writes a form that the caller has locked. */
export async function updateForm<Document extends object>(
  tx: Transaction,
  id: string,
  {
    name,
    document,
    archived,
  }: Pick<FormDraft<Document>, 'name' | 'document'> & { readonly archived: boolean },
): Promise<Form<Document>> {
  const [form] = await tx.query<Form<Document>>(sql`
    UPDATE forms SET name = ${name}, document = ${JSON.stringify(document)}::jsonb, updated_at = now(),
      archived_at = CASE WHEN ${archived} THEN coalesce(archived_at, now()) END
    WHERE account_id = ${tx.accountId} AND id = ${id}::uuid
    RETURNING ${formColumns}`)
  if (!form) throw new Error(`form ${id} vanished under its lock`)
  return form
}

import { mergeValues, readEmailContent, type startLiquid, writeEmail } from '@millrace/engine'
import { Problem, parseId } from '@millrace/model'
import {
  definitionsOf,
  type EmailDocument,
  isLiving,
  loadWholeRecords,
  type Transaction,
} from '@millrace/store'

/** The e-mail as one contact would get it; its links lead nowhere. Problems: RECORD_NOT_FOUND, EMAIL_NOT_SENDABLE. */
export async function previewFor(
  tx: Transaction,
  document: EmailDocument,
  recordId: string,
  liquid: ReturnType<typeof startLiquid>,
): Promise<{ subject: string; html: string | null; text: string }> {
  const id = parseId(recordId) ?? 0
  const record = (await loadWholeRecords(tx, [id])).get(id)
  if (!record || !isLiving(record))
    throw new Problem('RECORD_NOT_FOUND', `There is no record ${recordId}.`, { field: 'recordId' })
  const links = { unsubscribe_link: '#', unsubscribe_link_all: '#' }
  const contact = record.objectTypeId === '0-1' ? record : null
  const values = mergeValues(await definitionsOf(tx), contact, record, links)
  const written = await writeEmail(readEmailContent(document), values, liquid)
  if (written.ok) return written.email
  throw new Problem('EMAIL_NOT_SENDABLE', `The template is wrong: ${written.message}`, {
    field: 'content.html',
  })
}

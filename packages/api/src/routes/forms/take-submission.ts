// A submission: checked against its form, written to the contact it names, kept, and told as an event; all or nothing.
import { createHash, randomUUID } from 'node:crypto'
import { type CanonicalValue, formSubmitted, toCanonical } from '@millrace/model'
import {
  type Definitions,
  definitionsOf,
  findByKey,
  findVisitors,
  hasSubmission,
  keepSubmission,
  lockEventRecords,
  type RecordWrite,
  readForm,
  recordEvents,
  rememberVisitors,
  type SubmissionPlace,
  type Transaction,
  tryWriteRecords,
  type WriteResult,
} from '@millrace/store'
import { instantShape } from '../instant-shape.js'
import { checkSubmission } from './check-submission.js'
import type { FormDocument, StoredForm } from './form-document.js'
import type { SentSubmission } from './read-submission.js'
import { submissionRefused } from './submission-problem.js'

export interface Taken {
  readonly form: StoredForm
  /** False: it was here before, and nothing has changed. */
  readonly isNew: boolean
  /** Somebody may have to look at what was written. */
  readonly isRead: boolean
}

const contacts = '0-1'

/** Problems: FORM_NOT_FOUND, SUBMISSION_REFUSED. */
export async function takeSubmission(tx: Transaction, formId: string, sent: SentSubmission): Promise<Taken> {
  const form = await readForm<FormDocument>(tx, formId)
  const definitions = await definitionsOf(tx)
  const values = checkSubmission(definitions, form.document, sent)
  const place = placeOf(form, sent, tx.startedAt)
  const isRead = definitions.enabled(contacts).length > 0 || definitions.readThroughAssociation(contacts)
  if (await hasSubmission(tx, form.id, place)) return { form, isNew: false, isRead }
  const recordId = await writeContact(tx, definitions, form, sent, values)
  const { hutk, ...context } = sent.context
  await keepSubmission(tx, form.id, {
    ...place,
    recordId,
    values: sent.fields.map(({ name, value }) => ({ name, value, objectTypeId: contacts })),
    context: textsOf({ ...context, hutk }),
    consent: sent.legalConsentOptions ?? null,
  })
  await recordEvents(tx, definitions, metaOf(form), [
    {
      id: place.id,
      type: formSubmitted,
      recordId,
      objectTypeId: contacts,
      occurredAt: place.submittedAt,
      properties: eventValues(form, sent, place),
    },
  ])
  if (hutk) await rememberVisitors(tx, new Map([[hutk, recordId]]))
  return { form, isNew: true, isRead }
}

const day = 86_400_000

/**
 * When it was sent, and its id. With a time of the sender's the id stands for everything that was sent, so that whoever
 * sends it again finds it; without one each is a submission of its own.
 */
function placeOf(form: StoredForm, sent: SentSubmission, now: number): SubmissionPlace {
  const { submittedAt, fields } = sent
  if (submittedAt === undefined) return { submittedAt: now, id: `form-${randomUUID()}` }
  const at = toCanonical(instantShape('submittedAt'), submittedAt)
  if (!at.ok || typeof at.value !== 'number' || at.value < 0 || at.value > now + day) {
    throw submissionRefused([
      { errorType: 'INVALID_METADATA', message: "Error in 'submittedAt'. It is no moment in the past." },
    ])
  }
  const content = JSON.stringify([form.id, at.value, fields.map(({ name, value }) => [name, value])])
  const hash = createHash('sha256').update(content).digest('base64url')
  return { submittedAt: at.value, id: `form-${hash}` }
}

/**
 * The contact of this e-mail address, else the visitor's, else a new one. An address that is new makes a new contact,
 * unless the form says that a known visitor has a new address.
 */
async function writeContact(
  tx: Transaction,
  definitions: Definitions,
  form: StoredForm,
  { context }: SentSubmission,
  values: Readonly<Record<string, CanonicalValue>>,
): Promise<number> {
  const property = definitions.property(contacts, 'email')
  const { email } = values
  const byEmail =
    property && email !== undefined ? (await findByKey(tx, property, [email])).get(email) : undefined
  const isOther = email !== undefined && form.document.configuration.createNewContactForNewEmail
  const known = byEmail ?? (isOther || !context.hutk ? undefined : await visitor(tx, context.hutk))
  const first = await write(tx, definitions, form, values, known)
  if (first.ok) return first.written.recordId
  // Somebody else made the contact between our look and our write: it is there now.
  if (first.existingId === undefined || first.existingId === known) throw first.problem
  const second = await write(tx, definitions, form, values, first.existingId)
  if (second.ok) return second.written.recordId
  throw second.problem
}

/** A visitor who is still there; merged ones go on as whoever took them in. */
async function visitor(tx: Transaction, hutk: string): Promise<number | undefined> {
  const id = (await findVisitors(tx, [hutk])).get(hutk)
  return id === undefined ? undefined : (await lockEventRecords(tx, [id])).get(id)?.id
}

async function write(
  tx: Transaction,
  definitions: Definitions,
  form: StoredForm,
  values: RecordWrite['values'],
  recordId: number | undefined,
): Promise<WriteResult> {
  const [result] = await tryWriteRecords(tx, definitions, metaOf(form), [
    { objectTypeId: contacts, values, ...(recordId !== undefined && { recordId }) },
  ])
  if (!result) throw new Error('one write gave no result')
  return result
}

function metaOf(form: StoredForm) {
  return { source: { type: 'FORM', formId: form.id }, chain: [], lane: 'interactive' } as const
}

function eventValues(
  form: StoredForm,
  { context, fields }: SentSubmission,
  { submittedAt }: SubmissionPlace,
) {
  return {
    hs_form_id: form.id,
    hs_form_type: 'HUBSPOT',
    hs_submitted_at: submittedAt,
    hs_submitted_fields: fields.map(({ name }) => name).join(';'),
    ...textsOf({
      hs_page_url: context.pageUri,
      hs_page_title: context.pageName,
      hs_page_id: context.pageId,
    }),
  }
}

function textsOf(texts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(texts).flatMap(([name, text]) =>
      text === undefined || text === '' ? [] : [[name, text]],
    ),
  )
}

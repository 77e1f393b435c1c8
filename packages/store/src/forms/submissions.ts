import sql, { empty } from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface SubmittedValue {
  readonly name: string
  readonly value: string
  readonly objectTypeId: string
}

/** Where a submission stands among those of its form. */
export interface SubmissionPlace {
  /** Epoch ms. */
  readonly submittedAt: number
  readonly id: string
}

export interface Submission extends SubmissionPlace {
  readonly recordId: number
  readonly values: readonly SubmittedValue[]
  /** pageUri, pageName, hutk …, as sent. */
  readonly context: Readonly<Record<string, string>>
  readonly consent: object | null
}

/** True when the form has this submission already. */
export async function hasSubmission(
  tx: Transaction,
  formId: string,
  { submittedAt, id }: SubmissionPlace,
): Promise<boolean> {
  const rows = await tx.query(
    sql`
      SELECT FROM form_submissions WHERE account_id = ${tx.accountId} AND form_id = ${formId}::uuid
        AND submitted_at = to_timestamp(${submittedAt / 1000}::float8) AND id = ${id}`,
    'forms.has-submission',
  )
  return rows.length > 0
}

/** Keeps a submission; one that is there already stays as it is. */
export async function keepSubmission(
  tx: Transaction,
  formId: string,
  { submittedAt, id, recordId, values, context, consent }: Submission,
): Promise<void> {
  await tx.execute(
    sql`
      INSERT INTO form_submissions (account_id, form_id, submitted_at, id, record_id, values, context, consent,
        received_at)
      VALUES (${tx.accountId}, ${formId}::uuid, to_timestamp(${submittedAt / 1000}::float8), ${id}, ${recordId},
        ${JSON.stringify(values)}::jsonb, ${JSON.stringify(context)}::jsonb,
        ${consent === null ? null : JSON.stringify(consent)}::jsonb, to_timestamp(${tx.startedAt / 1000}::float8))
      ON CONFLICT DO NOTHING`,
    'forms.keep-submission',
  )
}

/** Submissions of a form, the newest first: at most `limit`, and one more when there are more. */
export function listSubmissions(
  tx: Transaction,
  formId: string,
  { limit, after }: { readonly limit: number; readonly after?: SubmissionPlace },
): Promise<Submission[]> {
  return tx.query<Submission>(sql`
    SELECT id, submitted_at AS "submittedAt", record_id AS "recordId", values, context, consent
    FROM form_submissions WHERE account_id = ${tx.accountId} AND form_id = ${formId}::uuid
      ${after ? sql`AND (submitted_at, id) < (to_timestamp(${after.submittedAt / 1000}::float8), ${after.id})` : empty}
    ORDER BY submitted_at DESC, id DESC LIMIT ${limit + 1}`)
}

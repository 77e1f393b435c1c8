import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface EmailSettings {
  /** A-EML-11: only who agreed to a subscription gets its e-mails. */
  readonly consentRequired: boolean
  /** A-EML-16: marketing e-mails to one contact in `frequencyDays`; null: no cap. */
  readonly frequencyCap: number | null
  readonly frequencyDays: number
  /** A-NTE-3, lower case. */
  readonly internalDomains: readonly string[]
}

const usual: EmailSettings = {
  consentRequired: false,
  frequencyCap: null,
  frequencyDays: 7,
  internalDomains: [],
}

export async function readEmailSettings(tx: Transaction): Promise<EmailSettings> {
  const [settings] = await tx.query<EmailSettings>(
    sql`SELECT consent_required AS "consentRequired", frequency_cap AS "frequencyCap",
        frequency_days AS "frequencyDays", internal_domains AS "internalDomains"
      FROM email_settings WHERE account_id = ${tx.accountId}`,
    'emails.read-settings',
  )
  return settings ?? usual
}

export async function writeEmailSettings(tx: Transaction, settings: EmailSettings): Promise<void> {
  const { consentRequired, frequencyCap, frequencyDays, internalDomains } = settings
  await tx.execute(
    sql`INSERT INTO email_settings (account_id, consent_required, frequency_cap, frequency_days, internal_domains)
      VALUES (${tx.accountId}, ${consentRequired}, ${frequencyCap}, ${frequencyDays}, ${[...internalDomains]})
      ON CONFLICT (account_id) DO UPDATE SET consent_required = excluded.consent_required,
        frequency_cap = excluded.frequency_cap, frequency_days = excluded.frequency_days,
        internal_domains = excluded.internal_domains`,
  )
}

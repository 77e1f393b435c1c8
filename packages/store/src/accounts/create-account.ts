import { isCurrency, isTimeZone, Problem } from '@millrace/model'
import sql from 'sql-template-tag'
import type { Database } from '../database.js'
import { inLoginTransaction } from '../login-transaction.js'
import { emailOfUser } from '../users/user.js'
import { seedName } from './renew-seeds.js'
import { seedSchema } from './seed-schema.js'

export interface NewAccount {
  readonly name: string
  /** IANA zone; UTC when absent (W-SET-6). */
  readonly timeZone?: string
  /** 1 to 12; January when absent. */
  readonly fiscalYearStartMonth?: number
  /** ISO 4217; USD when absent. */
  readonly currency?: string
  /** Address of the user who owns it; absent: one that leads nowhere, until somebody gives it. */
  readonly ownerEmail?: string
}

/** Creates an account with every built-in object type, property, association type and pipeline, and the user who owns it. */
export async function createAccount(db: Database, account: NewAccount): Promise<number> {
  const { name, timeZone, fiscalYearStartMonth, currency, ownerEmail } = checked(account)
  return inLoginTransaction(db, async (client) => {
    const { rows } = await client.query<{ id: number }>(sql`
      INSERT INTO accounts (name, time_zone, fiscal_year_start_month, currency, seed)
      VALUES (${name}, ${timeZone}, ${fiscalYearStartMonth}, ${currency}, ${seedName()}) RETURNING id`)
    const id = rows[0]?.id
    if (id === undefined) throw new Error('INSERT … RETURNING returned nothing')
    await seedSchema(client, id)
    await client.query(sql`
      INSERT INTO users (account_id, email, super_admin)
      VALUES (${id}, ${ownerEmail ?? `owner@account-${id}.invalid`}, true)`)
    return id
  })
}

function checked(account: NewAccount) {
  const { name, timeZone = 'UTC', fiscalYearStartMonth = 1, currency = 'USD', ownerEmail } = account
  const trimmed = name.trim()
  if (trimmed === '' || trimmed.length > 200)
    throw new Problem('SETTING_INVALID', 'An account needs a name of at most 200 characters.', {
      field: 'name',
    })
  if (!isTimeZone(timeZone))
    throw new Problem('SETTING_INVALID', `"${timeZone}" is not a time zone, such as Europe/Berlin.`, {
      field: 'timeZone',
    })
  if (!Number.isInteger(fiscalYearStartMonth) || fiscalYearStartMonth < 1 || fiscalYearStartMonth > 12)
    throw new Problem('SETTING_INVALID', 'The fiscal year starts in a month from 1 to 12.', {
      field: 'fiscalYearStartMonth',
    })
  if (!isCurrency(currency))
    throw new Problem('SETTING_INVALID', `"${currency}" is not a currency, such as EUR.`, {
      field: 'currency',
    })
  return {
    name: trimmed,
    timeZone,
    fiscalYearStartMonth,
    currency,
    ownerEmail: ownerEmail === undefined ? undefined : emailOfUser(ownerEmail, 'ownerEmail'),
  }
}

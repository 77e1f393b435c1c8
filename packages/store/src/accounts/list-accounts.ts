import sql from 'sql-template-tag'
import type { Database } from '../database.js'

export interface Account {
  readonly id: number
  readonly name: string
  readonly timeZone: string
  readonly fiscalYearStartMonth: number
  /** ISO 4217. */
  readonly currency: string
  /** Epoch ms. */
  readonly createdAt: number
}

const columns = sql`id, name, time_zone AS "timeZone", fiscal_year_start_month AS "fiscalYearStartMonth",
  currency, created_at AS "createdAt"`

/** Every account of the installation, oldest first. */
export function listAccounts(db: Database): Promise<Account[]> {
  return db.query<Account>(sql`SELECT ${columns} FROM accounts ORDER BY id`)
}

export async function findAccount(db: Database, id: number): Promise<Account | undefined> {
  const [account] = await db.query<Account>(sql`SELECT ${columns} FROM accounts WHERE id = ${id}`)
  return account
}

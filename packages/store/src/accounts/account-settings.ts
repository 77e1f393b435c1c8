// What an account chose of how its workflows behave. Steps read it, so it is part of the definitions.
import { type AccountSettings, dayOfIsoDate, defaultAccountSettings, isoDateOf } from '@millrace/model'
import sql from 'sql-template-tag'
import { numberArray, textArray } from '../array-literals.js'
import type { Transaction } from '../database.js'
import { bumpEpoch } from '../definitions/bump-epoch.js'

export interface SettingsRow {
  readonly noBackwardLifecycle: boolean
  readonly workingDays: readonly number[]
  /** `2026-12-25`. */
  readonly holidays: readonly string[]
}

export function settingsOf(row: SettingsRow | null): AccountSettings {
  if (row === null) return defaultAccountSettings
  return {
    noBackwardLifecycle: row.noBackwardLifecycle,
    businessCalendar: {
      workingDays: new Set(row.workingDays),
      holidays: new Set(row.holidays.map(dayOfIsoDate)),
    },
  }
}

/** Under the exclusive lock: everybody after it works by these settings. */
export async function writeAccountSettings(
  tx: Transaction,
  { noBackwardLifecycle, businessCalendar }: AccountSettings,
): Promise<void> {
  const workingDays = [...businessCalendar.workingDays].sort()
  const holidays = [...businessCalendar.holidays].sort((a, b) => a - b).map(isoDateOf)
  await tx.execute(
    sql`INSERT INTO account_settings AS s (account_id, no_backward_lifecycle, working_days, holidays)
      VALUES (${tx.accountId}, ${noBackwardLifecycle}, ${numberArray(workingDays)}::smallint[],
        ${textArray(holidays)}::date[])
      ON CONFLICT (account_id) DO UPDATE SET no_backward_lifecycle = excluded.no_backward_lifecycle,
        working_days = excluded.working_days, holidays = excluded.holidays`,
    'accounts.write-settings',
  )
  await bumpEpoch(tx)
}

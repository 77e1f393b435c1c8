import { calendarWaitsIn } from '@millrace/definitions'
import type { AccountSettings, BusinessCalendar } from '@millrace/model'
import { definitionsOf, retimeAll, type Transaction, writeAccountSettings } from '@millrace/store'

/**
 * Changes what an account has chosen. Another business calendar moves the end of waits that count its days (A-DLT-4): a job
 * wakes whoever waits there, in the bulk lane. Only under the exclusive lock. True when there is somebody to wake.
 */
export async function changeSettings(tx: Transaction, settings: AccountSettings): Promise<boolean> {
  const { catalogue, workflows } = await definitionsOf(tx)
  await writeAccountSettings(tx, settings)
  if (sameCalendar(catalogue.settings.businessCalendar, settings.businessCalendar)) return false
  const places = [...workflows.values()].flatMap(({ compiled }) => {
    const actions = calendarWaitsIn(compiled)
    return actions.length === 0 ? [] : [{ ...compiled, actions }]
  })
  for (const place of places) await retimeAll(tx, place)
  return places.length > 0
}

function sameCalendar(a: BusinessCalendar, b: BusinessCalendar): boolean {
  return sameDays(a.workingDays, b.workingDays) && sameDays(a.holidays, b.holidays)
}

function sameDays(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  return a.size === b.size && [...a].every((day) => b.has(day))
}

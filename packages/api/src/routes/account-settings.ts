import { changeSettings } from '@millrace/engine'
import { type AccountSettings, dayOfIsoDate, isoDateOf, weekdayNumber, weekdays } from '@millrace/model'
import { definitionsOf } from '@millrace/store'
import type * as z from 'zod'
import { accountSettings } from '../contract/index.js'
import type { On } from '../register.js'
import type { Api } from './api.js'

type Shown = z.output<(typeof accountSettings.read.answers)[200]>

export function accountSettingsRoutes(on: On, { db, waker }: Api): void {
  on(accountSettings.read, ({ caller }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { catalogue } = await definitionsOf(tx)
      return { status: 200, body: show(catalogue.settings) }
    }),
  )

  on(accountSettings.change, async ({ caller: { accountId }, body }) => {
    const { settings, retimes } = await db.withAccount(accountId, 'exclusive', async (tx) => {
      const { catalogue } = await definitionsOf(tx)
      const changed = changedBy(body, catalogue.settings)
      return { settings: changed, retimes: await changeSettings(tx, changed) }
    })
    if (retimes) waker.wake(accountId, 'bulk')
    return { status: 200, body: show(settings) }
  })
}

function changedBy(
  { noBackwardLifecycle, businessCalendar }: z.output<typeof accountSettings.change.body>,
  settings: AccountSettings,
): AccountSettings {
  const { workingDays, holidays } = businessCalendar ?? {}
  const calendar = settings.businessCalendar
  return {
    noBackwardLifecycle: noBackwardLifecycle ?? settings.noBackwardLifecycle,
    businessCalendar: {
      workingDays: workingDays ? new Set(workingDays.map(weekdayNumber)) : calendar.workingDays,
      holidays: holidays ? new Set(holidays.map(dayOfIsoDate)) : calendar.holidays,
    },
  }
}

function show({ noBackwardLifecycle, businessCalendar: { workingDays, holidays } }: AccountSettings): Shown {
  return {
    noBackwardLifecycle,
    businessCalendar: {
      workingDays: weekdays.filter((name) => workingDays.has(weekdayNumber(name))),
      holidays: [...holidays].sort((a, b) => a - b).map(isoDateOf),
    },
  }
}

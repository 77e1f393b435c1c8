import { type AccountSettings, dayOfIsoDate, isoDateOf } from '@millrace/model'
import { definitionsOf, writeAccountSettings } from '@millrace/store'
import type * as z from 'zod'
import { weekdays } from '../contract/account-settings.js'
import { accountSettings } from '../contract/index.js'
import type { On } from '../register.js'
import type { Api } from './api.js'

type Shown = z.output<(typeof accountSettings.read.answers)[200]>

export function accountSettingsRoutes(on: On, { db }: Api): void {
  on(accountSettings.read, ({ caller }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { catalogue } = await definitionsOf(tx)
      return { status: 200, body: show(catalogue.settings) }
    }),
  )

  on(accountSettings.change, ({ caller, body }) =>
    db.withAccount(caller.accountId, 'exclusive', async (tx) => {
      const { settings } = (await definitionsOf(tx)).catalogue
      const { workingDays, holidays } = body.businessCalendar ?? {}
      const changed: AccountSettings = {
        noBackwardLifecycle: body.noBackwardLifecycle ?? settings.noBackwardLifecycle,
        businessCalendar: {
          workingDays: workingDays
            ? new Set(workingDays.map(numberOfWeekday))
            : settings.businessCalendar.workingDays,
          holidays: holidays ? new Set(holidays.map(dayOfIsoDate)) : settings.businessCalendar.holidays,
        },
      }
      await writeAccountSettings(tx, changed)
      return { status: 200, body: show(changed) }
    }),
  )
}

function show({ noBackwardLifecycle, businessCalendar: { workingDays, holidays } }: AccountSettings): Shown {
  return {
    noBackwardLifecycle,
    businessCalendar: {
      workingDays: weekdays.filter((_, index) => workingDays.has(index + 1)),
      holidays: [...holidays].sort((a, b) => a - b).map(isoDateOf),
    },
  }
}

function numberOfWeekday(name: (typeof weekdays)[number]): number {
  return weekdays.indexOf(name) + 1
}

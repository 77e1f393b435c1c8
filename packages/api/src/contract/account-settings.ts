// What an account chooses of how its workflows behave (A-EDR-25, A-DLT-4).
import { weekdays } from '@millrace/model'
import * as z from 'zod'
import { endpoint } from './endpoint.js'

const path = '/millrace/v1/account/settings' as const
const tag = 'Accounts'
const scopes = ['automation']

const noBackwardLifecycle = z
  .boolean()
  .describe('Workflows never set a lifecycle stage back: it has to be cleared first.')
const workingDays = z
  .array(z.enum(weekdays))
  .min(1)
  .max(7)
  .describe('In which time zone is for the wait to say.')
const holidays = z.array(z.iso.date()).max(1_000).describe('Days that are no business days.')

const settings = z
  .object({ noBackwardLifecycle, businessCalendar: z.object({ workingDays, holidays }) })
  .meta({ id: 'AccountSettings' })

export const accountSettings = {
  read: endpoint({
    id: 'readAccountSettings',
    method: 'GET',
    path,
    tag,
    summary: 'How workflows of this account behave',
    scopes,
    answers: { 200: settings },
  }),
  change: endpoint({
    id: 'changeAccountSettings',
    method: 'PATCH',
    path,
    tag,
    summary: 'Change how workflows of this account behave; what is absent stays',
    scopes,
    body: z.object({
      noBackwardLifecycle: noBackwardLifecycle.optional(),
      businessCalendar: z
        .object({ workingDays: workingDays.optional(), holidays: holidays.optional() })
        .optional(),
    }),
    answers: { 200: settings },
  }),
}

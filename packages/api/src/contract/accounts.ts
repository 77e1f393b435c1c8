import * as z from 'zod'
import { endpoint } from './endpoint.js'
import { idText, instantText } from './wire.js'

const tag = 'Accounts'

const account = z
  .object({
    id: idText,
    name: z.string(),
    timeZone: z.string(),
    currency: z.string(),
    fiscalYearStartMonth: z.int(),
    createdAt: instantText,
  })
  .meta({ id: 'Account' })

export const accounts = {
  list: endpoint({
    id: 'listAccounts',
    method: 'GET',
    path: '/millrace/v1/accounts',
    tag,
    summary: 'Accounts of this installation',
    ownerOnly: true,
    answers: { 200: z.object({ results: z.array(account) }) },
  }),
  create: endpoint({
    id: 'createAccount',
    method: 'POST',
    path: '/millrace/v1/accounts',
    tag,
    summary: 'Create an account; its access token is in this answer and nowhere else',
    ownerOnly: true,
    body: z.object({
      name: z.string().trim().min(1).max(200),
      timeZone: z.string().max(100).default('UTC'),
      currency: z.string().max(3).default('USD').describe('ISO 4217.'),
      fiscalYearStartMonth: z.int().min(1).max(12).default(1),
      ownerEmail: z
        .string()
        .max(254)
        .optional()
        .describe('Of the user who owns it; absent: one that leads nowhere.'),
    }),
    answers: { 201: account.extend({ accessToken: z.string() }) },
  }),
  details: endpoint({
    id: 'accountDetails',
    method: 'GET',
    path: '/account-info/v3/details',
    tag,
    summary: 'The account this token speaks for',
    answers: {
      200: z.object({
        portalId: z.int(),
        accountType: z.string(),
        timeZone: z.string(),
        companyCurrency: z.string(),
        additionalCurrencies: z.array(z.string()),
        utcOffset: z.string(),
        utcOffsetMilliseconds: z.int(),
        uiDomain: z.string(),
        dataHostingLocation: z.string(),
      }),
    },
  }),
}

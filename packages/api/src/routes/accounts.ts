import { clockAt } from '@millrace/model'
import { type Account, createAccount, createToken, findAccount, listAccounts } from '@millrace/store'
import { accounts } from '../contract/index.js'
import type { On } from '../register.js'
import type { Api } from './api.js'
import { iso } from './iso.js'
import { present } from './present.js'

export function accountRoutes(on: On, { db }: Api): void {
  on(accounts.list, async () => ({
    status: 200,
    body: { results: (await listAccounts(db)).map(showAccount) },
  }))

  // Never kept under an idempotency key: the answer holds the token.
  on(accounts.create, async ({ body }) => {
    const id = await createAccount(db, present(body))
    const account = await findAccount(db, id)
    if (!account) throw new Error(`account ${id} is gone`)
    const { text } = await createToken(db, { accountId: id, label: 'First token' })
    return { status: 201, body: { ...showAccount(account), accessToken: text } }
  })

  on(accounts.details, async ({ caller: { accountId } }) => {
    const account = await findAccount(db, accountId)
    if (!account) throw new Error(`account ${accountId} is gone`)
    return { status: 200, body: showDetails(account, Date.now()) }
  })
}

function showAccount({ id, name, timeZone, currency, fiscalYearStartMonth, createdAt }: Account) {
  return {
    id: String(id),
    name,
    timeZone,
    currency,
    fiscalYearStartMonth,
    createdAt: iso(createdAt),
  }
}

function showDetails({ id, timeZone, currency }: Account, now: number) {
  const offset = utcOffset(timeZone, now)
  return {
    portalId: id,
    accountType: 'STANDARD',
    timeZone,
    companyCurrency: currency,
    additionalCurrencies: [],
    utcOffset: offsetText(offset),
    utcOffsetMilliseconds: offset,
    uiDomain: '',
    dataHostingLocation: 'self-hosted',
  }
}

function utcOffset(timeZone: string, now: number): number {
  const { year, month, day, hour, minute, second } = clockAt(timeZone, now)
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(now / 1000) * 1000
}

function offsetText(offset: number): string {
  const minutes = Math.abs(offset) / 60_000
  const two = (part: number) => String(Math.floor(part)).padStart(2, '0')
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`
}

import { listAccounts } from '@millrace/store'
import { defineCommand } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { withDatabase } from '../with-database.js'

export const accountsListCommand = defineCommand({
  name: 'accounts list',
  summary: 'Tell which accounts there are',
  usage: '',
  options: {},
  examples: ['millrace accounts list --json'],
  takes: [0, 0],
  async run({ settings, output }) {
    const accounts = (await withDatabase('accounts list', settings, output, listAccounts)).map((account) => ({
      id: String(account.id),
      name: account.name,
      timeZone: account.timeZone,
      currency: account.currency,
      fiscalYearStartMonth: account.fiscalYearStartMonth,
      createdAt: new Date(account.createdAt).toISOString(),
    }))
    const lines = accounts.map(
      ({ id, name, timeZone, currency }) => `${id}\t${name}\t${timeZone}\t${currency}`,
    )
    output.result(lines.join('\n') || 'There is no account yet.', { accounts })
    return EXIT.ok
  },
})

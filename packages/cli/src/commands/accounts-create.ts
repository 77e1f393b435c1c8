import { createAccount, createToken } from '@millrace/store'
import { defineCommand } from '../command.js'
import { CommandFailure, EXIT } from '../exit-codes.js'
import { withDatabase } from '../with-database.js'

export const accountsCreateCommand = defineCommand({
  name: 'accounts create',
  summary: 'Make an account and its first access token',
  usage: '',
  details:
    'The token is shown once; the database keeps only its hash. It may do everything in the new account.',
  options: {
    name: { type: 'string', short: 'n', placeholder: 'name', meaning: 'What the account is called' },
    'time-zone': {
      type: 'string',
      placeholder: 'zone',
      meaning: 'Its time zone, such as Europe/Oslo; UTC when not given',
    },
    currency: {
      type: 'string',
      placeholder: 'code',
      meaning: 'What it counts money in, such as EUR; USD when not given',
    },
    'fiscal-year-start': {
      type: 'string',
      placeholder: 'month',
      meaning: 'Month its fiscal year starts in, 1 to 12; January when not given',
    },
    'owner-email': {
      type: 'string',
      placeholder: 'address',
      meaning: 'E-mail address of the user who owns it',
    },
  },
  examples: ['millrace accounts create --name "Acme" --time-zone Europe/Oslo --currency NOK'],
  takes: [0, 0],
  async run({ values, settings, output }) {
    const name = values.name?.trim()
    if (!name) throw new CommandFailure('Give the account a name: --name <name>.', EXIT.usage)
    const timeZone = values['time-zone'] ?? 'UTC'
    const currency = values.currency ?? 'USD'
    const fiscalYearStartMonth = Number(values['fiscal-year-start'] ?? 1)
    const ownerEmail = values['owner-email']
    const made = await withDatabase('accounts create', settings, output, async (db) => {
      const accountId = await createAccount(db, {
        name,
        timeZone,
        currency,
        fiscalYearStartMonth,
        ...(ownerEmail !== undefined && { ownerEmail }),
      })
      const { text } = await createToken(db, { accountId, label: 'First token' })
      return { accountId, token: text }
    })
    output.result(
      `Account ${made.accountId} "${name}" is made. Its token, shown this once:\n\n${made.token}`,
      {
        accountId: String(made.accountId),
        name,
        timeZone,
        currency,
        fiscalYearStartMonth,
        token: made.token,
      },
    )
    return EXIT.ok
  },
})

import { openDatabase } from '@millrace/store'
import { defineCommand } from '../command.js'
import { withDatabaseUrl } from '../database-in-use.js'
import { CommandFailure, EXIT } from '../exit-codes.js'
import { makeAccount } from '../first-account.js'

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
  },
  examples: ['millrace accounts create --name "Acme" --time-zone Europe/Oslo'],
  takes: [0, 0],
  async run({ values, settings, output }) {
    const name = values.name?.trim()
    if (!name) throw new CommandFailure('Give the account a name: --name <name>.', EXIT.usage)
    const timeZone = values['time-zone'] ?? 'UTC'
    const made = await withDatabaseUrl(settings, output.note, async (url) => {
      const db = openDatabase({ url, max: 2, applicationName: 'millrace accounts create' })
      return makeAccount(db, { name, timeZone }).finally(() => db.close())
    })
    output.result(
      `Account ${made.accountId} "${name}" is made. Its token, shown this once:\n\n${made.token}`,
      {
        accountId: String(made.accountId),
        name,
        timeZone,
        token: made.token,
      },
    )
    return EXIT.ok
  },
})

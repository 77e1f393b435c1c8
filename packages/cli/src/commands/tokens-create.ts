import { createToken } from '@millrace/store'
import { accountOption, chosenAccount } from '../account-option.js'
import { defineCommand } from '../command.js'
import { CommandFailure, EXIT } from '../exit-codes.js'
import { withDatabase } from '../with-database.js'

export const tokensCreateCommand = defineCommand({
  name: 'tokens create',
  summary: 'Make an access token',
  usage: '',
  details:
    'It is shown once; the database keeps only its hash. Without scopes it may do everything in its account.',
  options: {
    label: { type: 'string', short: 'l', placeholder: 'text', meaning: 'What it is for' },
    scopes: {
      type: 'string',
      short: 's',
      placeholder: 'names',
      meaning: 'What it may do, with commas between: crm.objects.contacts.read,automation',
    },
    days: { type: 'string', placeholder: 'n', meaning: 'For how many days; for ever when not given' },
    'developer-key': {
      type: 'boolean',
      meaning: 'A key for ?hapikey=: extension actions, webhooks, timeline, and nothing else',
    },
    account: accountOption,
  },
  examples: ['millrace tokens create --label "Web shop" --scopes crm.objects.contacts.write'],
  takes: [0, 0],
  async run({ values, settings, output }) {
    const label = values.label?.trim()
    if (!label) throw new CommandFailure('Say what the token is for: --label <text>.', EXIT.usage)
    const scopes = values.scopes === undefined ? undefined : readScopes(values.scopes)
    const expiresAt = values.days === undefined ? undefined : Date.now() + readDays(values.days) * 86_400_000
    const made = await withDatabase('tokens create', settings, output, async (db) =>
      createToken(db, {
        accountId: await chosenAccount(db, values.account),
        label,
        developerKey: values['developer-key'] ?? false,
        ...(scopes && { scopes }),
        ...(expiresAt !== undefined && { expiresAt }),
      }),
    )
    output.result(`Token ${made.id} "${label}", shown this once:\n\n${made.text}`, {
      id: String(made.id),
      label,
      scopes: scopes ?? null,
      token: made.text,
    })
    return EXIT.ok
  },
})

function readScopes(given: string): readonly string[] {
  const scopes = given.split(/[\s,]+/).filter((scope) => scope !== '')
  const wrong = scopes.find((scope) => !/^[a-z][a-z0-9._-]{0,99}$/i.test(scope))
  if (scopes.length > 0 && wrong === undefined) return scopes
  throw new CommandFailure(
    `Scopes are names such as crm.objects.contacts.read, not "${wrong ?? given}".`,
    EXIT.usage,
  )
}

function readDays(given: string): number {
  const days = Number(given)
  if (Number.isInteger(days) && days >= 1 && days <= 3_650) return days
  throw new CommandFailure('A token lives for 1 to 3650 days: --days <n>.', EXIT.usage)
}

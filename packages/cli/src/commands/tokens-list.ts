import { type ListedToken, listTokens } from '@millrace/store'
import { accountOption, chosenAccount } from '../account-option.js'
import { defineCommand } from '../command.js'
import { EXIT } from '../exit-codes.js'
import { withDatabase } from '../with-database.js'

/** More than anybody reads. */
const most = 1_000

export const tokensListCommand = defineCommand({
  name: 'tokens list',
  summary: 'Tell which access tokens an account has',
  usage: '',
  details: 'Those of apps are not among them: they come and go with the consent that somebody gave.',
  options: { account: accountOption },
  examples: ['millrace tokens list'],
  takes: [0, 0],
  async run({ values, settings, output }) {
    const found = await withDatabase('tokens list', settings, output, async (db) =>
      listTokens(db, await chosenAccount(db, values.account), { limit: most }),
    )
    const tokens = found.map(shown)
    const lines = tokens.map(
      ({ id, label, last4, scopes, expiresAt }) =>
        `${id}\t…${last4}\t${label}\t${scopes?.join(' ') ?? 'everything'}\t${expiresAt ?? 'for ever'}`,
    )
    output.result(lines.join('\n') || 'The account has no token.', { tokens })
    return EXIT.ok
  },
})

function shown({ id, label, last4, scopes, developerKey, createdAt, expiresAt }: ListedToken) {
  return {
    id: String(id),
    label,
    last4,
    scopes,
    developerKey,
    createdAt: new Date(createdAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
}

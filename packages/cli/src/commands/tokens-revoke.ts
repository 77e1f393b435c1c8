import { parseId } from '@millrace/model'
import { revokeToken } from '@millrace/store'
import { accountOption, chosenAccount } from '../account-option.js'
import { defineCommand } from '../command.js'
import { CommandFailure, EXIT } from '../exit-codes.js'
import { withDatabase } from '../with-database.js'

export const tokensRevokeCommand = defineCommand({
  name: 'tokens revoke',
  summary: 'Refuse an access token from now on',
  usage: '<id>',
  details: 'Servers that run believe a token for two seconds at most after it was revoked.',
  options: { account: accountOption },
  examples: ['millrace tokens revoke 7'],
  takes: [1, 1],
  async run({ values, positionals, settings, output }) {
    const [id = ''] = positionals
    const revoked = await withDatabase('tokens revoke', settings, output, async (db) =>
      revokeToken(db, await chosenAccount(db, values.account), parseId(id) ?? 0),
    )
    if (!revoked) throw new CommandFailure(`The account has no token ${id}.`, EXIT.usage)
    output.result(`Token ${id} is revoked.`, { id, revoked })
    return EXIT.ok
  },
})

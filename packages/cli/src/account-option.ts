import { parseId } from '@millrace/model'
import { type Database, findAccount, listAccounts } from '@millrace/store'
import { CommandFailure, EXIT } from './exit-codes.js'

/** `--account`, the same for every command that has it. */
export const accountOption = {
  type: 'string',
  short: 'a',
  placeholder: 'id',
  meaning: 'Which account; the only one when there is only one',
} as const

/** The account an option names. Where there are several, somebody must say which. */
export async function chosenAccount(db: Database, given: string | undefined): Promise<number> {
  if (given !== undefined) {
    const account = await findAccount(db, parseId(given) ?? 0)
    if (account) return account.id
    throw new CommandFailure(`There is no account ${given}.`, EXIT.usage)
  }
  const [only, ...others] = await listAccounts(db)
  if (only && others.length === 0) return only.id
  throw new CommandFailure(
    only ? 'There are several accounts: say which by --account <id>.' : 'There is no account yet.',
    EXIT.usage,
  )
}

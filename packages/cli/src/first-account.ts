import { createToken, firstAccount, openDatabase } from '@millrace/store'
import type { Settings } from './settings.js'

/** How to sign in, as far as it can be told now. */
export interface SignIn {
  readonly sentence: string
  /** Only at the very first start. */
  readonly newToken: string | undefined
}

/** An account and a way into it: the token of the settings, else one made with the account and shown this once. */
export async function ensureFirstAccount(url: string, settings: Settings): Promise<SignIn> {
  const db = openDatabase({ url, max: 2, applicationName: 'millrace start' })
  try {
    const account = await firstAccount(db, { name: 'First account', timeZone: 'UTC' })
    const token = { accountId: account.id, instanceOwner: true }
    if (settings.accessToken) {
      await createToken(db, { ...token, label: 'MILLRACE_ACCESS_TOKEN', text: settings.accessToken })
      return { sentence: 'Authorization: Bearer <MILLRACE_ACCESS_TOKEN>', newToken: undefined }
    }
    if (!account.created)
      return {
        sentence: 'with a token you have (or start with MILLRACE_ACCESS_TOKEN set)',
        newToken: undefined,
      }
    const { text } = await createToken(db, { ...token, label: 'First token' })
    return { sentence: `Authorization: Bearer ${text}   (shown this once: keep it)`, newToken: text }
  } finally {
    await db.close()
  }
}

import { type Database, firstUser, readUser, type TokenInfo } from '@millrace/store'

/** Far beyond any expiry: tokens that people made may live for ever, and clients expect a number. */
const forEver = 2_147_483_647

export async function showAccessInfo(db: Database, token: string, info: TokenInfo) {
  const { appId, expiresAt } = info
  return {
    ...(await common(db, token, info)),
    token_type: 'access',
    app_id: appId ?? 0,
    expires_in:
      expiresAt === null
        ? forEver
        : Math.max(0, Math.min(forEver, Math.round((expiresAt - Date.now()) / 1000))),
  }
}

export async function showRefreshInfo(db: Database, token: string, info: TokenInfo) {
  return { ...(await common(db, token, info)), token_type: 'refresh', client_id: info.clientId ?? '' }
}

async function common(db: Database, token: string, { accountId, userId, scopes }: TokenInfo) {
  const user = await db.withAccount(accountId, 'read', (tx) =>
    userId === null ? firstUser(tx) : readUser(tx, userId),
  )
  return {
    token,
    hub_id: accountId,
    hub_domain: `account-${accountId}.invalid`,
    user_id: user?.id ?? 0,
    user: user?.email ?? '',
    scopes: scopes ?? [],
  }
}

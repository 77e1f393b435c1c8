import { Problem } from '@millrace/model'
import {
  type App,
  accessTokenSeconds,
  describeAccessToken,
  describeRefreshToken,
  exchangeCode,
  type IssuedTokens,
  identifyApp,
  refreshAccess,
  revokeRefreshToken,
} from '@millrace/store'
import { oauth } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { appRoutes } from './apps.js'
import { consentRoutes } from './consent.js'
import { showAccessInfo, showRefreshInfo } from './show-token-info.js'

const noStore = { 'cache-control': 'no-store' }

/** OAuth: an app proves itself by its secret, a token by being known. Nothing here needs another sign-in. */
export function oauthRoutes(on: On, api: Api): void {
  const { db } = api

  on(oauth.token, async ({ body }) => {
    const app = await identifyApp(db, body.client_id, body.client_secret)
    return { status: 200, headers: noStore, body: showIssued(await issue(app, body)) }
  })

  function issue(app: App, body: TokenRequest): Promise<IssuedTokens> {
    if (body.grant_type === 'refresh_token')
      return refreshAccess(db, app, required(body.refresh_token, 'refresh_token'))
    return exchangeCode(db, app, {
      code: required(body.code, 'code'),
      redirectUrl: required(body.redirect_uri, 'redirect_uri'),
      ...(body.code_verifier !== undefined && { verifier: body.code_verifier }),
    })
  }

  on(oauth.introspect, async ({ body: { client_id, client_secret, token } }) => {
    const app = await identifyApp(db, client_id, client_secret)
    const access = await describeAccessToken(db, token)
    const refresh = access ? undefined : await describeRefreshToken(db, token)
    const info = [access, refresh].find((one) => one?.appId === app.id)
    if (!info) return { status: 200, headers: noStore, body: { active: false } }
    const shown = access ? await showAccessInfo(db, token, info) : await showRefreshInfo(db, token, info)
    return { status: 200, headers: noStore, body: { active: true, ...shown } }
  })

  on(oauth.revoke, async ({ body: { client_id, client_secret, token } }) => {
    const app = await identifyApp(db, client_id, client_secret)
    const info = await describeRefreshToken(db, token)
    if (info?.appId === app.id) await revokeRefreshToken(db, token)
    return { status: 200, body: {} }
  })

  on(oauth.accessToken, async ({ params: { token } }) => {
    const info = await describeAccessToken(db, token)
    if (!info) throw unknown('access')
    return { status: 200, headers: noStore, body: await showAccessInfo(db, token, info) }
  })

  on(oauth.refreshToken, async ({ params: { token } }) => {
    const info = await describeRefreshToken(db, token)
    if (!info) throw unknown('refresh')
    return { status: 200, headers: noStore, body: await showRefreshInfo(db, token, info) }
  })

  on(oauth.deleteRefreshToken, async ({ params: { token } }) => {
    await revokeRefreshToken(db, token)
    return { status: 204 }
  })

  consentRoutes(on, api)
  appRoutes(on, api)
}

interface TokenRequest {
  readonly grant_type: 'authorization_code' | 'refresh_token'
  readonly redirect_uri?: string | undefined
  readonly code?: string | undefined
  readonly code_verifier?: string | undefined
  readonly refresh_token?: string | undefined
}

function required(given: string | undefined, field: string): string {
  if (given !== undefined && given !== '') return given
  throw new Problem('INVALID_BODY', `This grant needs ${field}.`, { field })
}

function showIssued({ accessToken, refreshToken }: IssuedTokens) {
  return {
    token_type: 'bearer',
    access_token: accessToken,
    refresh_token: refreshToken,
    expires_in: accessTokenSeconds,
  }
}

function unknown(kind: 'access' | 'refresh'): Problem {
  return new Problem('TOKEN_NOT_FOUND', `This ${kind} token is not known, or is over.`)
}

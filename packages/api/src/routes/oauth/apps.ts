import { parseId } from '@millrace/model'
import {
  type App,
  type ConnectedApp,
  createApp,
  deleteApp,
  listApps,
  listConnectedApps,
  renewSecret,
  revokeGrant,
  updateApp,
} from '@millrace/store'
import { oauth } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { iso } from '../iso.js'
import { present } from '../present.js'

/** Apps as their account sees them, and as those see them that let them in. Secrets are shown once, and never kept. */
export function appRoutes(on: On, { db }: Api): void {
  on(oauth.listApps, async ({ caller: { accountId } }) => ({
    status: 200,
    body: { results: (await listApps(db, accountId)).map(showApp) },
  }))

  on(oauth.createApp, async ({ caller: { accountId }, body }) => {
    const { app, secret } = await createApp(db, accountId, body)
    return { status: 201, body: { ...showApp(app), clientSecret: secret } }
  })

  on(oauth.updateApp, async ({ caller: { accountId }, params, body }) => {
    const app = await updateApp(db, accountId, parseId(params.appId) ?? 0, present(body))
    return { status: 200, body: showApp(app) }
  })

  on(oauth.renewSecret, async ({ caller: { accountId }, params }) => ({
    status: 201,
    body: { clientSecret: await renewSecret(db, accountId, parseId(params.appId) ?? 0) },
  }))

  on(oauth.deleteApp, async ({ caller: { accountId }, params }) => {
    await deleteApp(db, accountId, parseId(params.appId) ?? 0)
    return { status: 204 }
  })

  on(oauth.listConnected, async ({ caller: { accountId } }) => ({
    status: 200,
    body: { results: (await listConnectedApps(db, accountId)).map(showConnected) },
  }))

  on(oauth.disconnect, async ({ caller: { accountId }, params }) => {
    await revokeGrant(db, accountId, parseId(params.connectionId) ?? 0)
    return { status: 204 }
  })
}

function showApp({ id, clientId, name, redirectUrls, scopes, createdAt }: App) {
  return {
    id: String(id),
    clientId,
    name,
    redirectUrls,
    scopes,
    createdAt: iso(createdAt),
  }
}

function showConnected({ id, appId, connectedAt, ...app }: ConnectedApp) {
  return {
    id: String(id),
    appId: String(appId),
    ...app,
    connectedAt: iso(connectedAt),
  }
}

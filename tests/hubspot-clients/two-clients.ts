import { Client } from '@hubspot/api-client'
import { type TestServer, testServer } from '@millrace/api/testing'
import { afterAll } from 'vitest'

/** HubSpot's client, once for each account of a server that is closed when the file's tests are done. */
export async function twoClients(
  more: { readonly numberOfApiCallRetries?: number } = {},
): Promise<{ server: TestServer; hub: Client; other: Client }> {
  const server = await testServer()
  afterAll(() => server.close())
  return {
    server,
    hub: new Client({ basePath: server.url, accessToken: server.a.token, ...more }),
    other: new Client({ basePath: server.url, accessToken: server.b.token, ...more }),
  }
}

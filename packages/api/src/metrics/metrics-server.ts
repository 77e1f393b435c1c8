// `/metrics` has a listener of its own: figures are for the operator, the API's address is for everybody.
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'

export interface MetricsServerSettings {
  readonly host: string
  /** 0 takes any free one. */
  readonly port: number
  /** Asked for as a bearer token; absent: whoever reaches the address may read. */
  readonly token?: string | undefined
}

export interface MetricsServer {
  readonly url: string
  close(): Promise<void>
}

/** Answers `GET /metrics` in Prometheus' text format. */
export async function serveMetrics(
  registry: Registry,
  { host, port, token }: MetricsServerSettings,
  failed: (error: unknown) => void,
): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    answer(registry, token, request, response).catch((error: unknown) => {
      failed(error)
      refuse(response, 503, 'The figures cannot be read at the moment.')
    })
  })
  await listening(server, host, port)
  server.unref()
  const address = server.address() as { readonly port: number }
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${name}:${address.port}/metrics`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(
  registry: Registry,
  token: string | undefined,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path] = (request.url ?? '').split('?', 1)
  if (path !== '/metrics') return refuse(response, 404, 'There is only /metrics.')
  if (request.method !== 'GET') return refuse(response, 405, 'GET only.', { allow: 'GET' })
  if (!isAllowed(request.headers.authorization, token))
    return refuse(response, 401, 'Send the token of MILLRACE_METRICS_TOKEN.', {
      'www-authenticate': 'Bearer',
    })
  const text = await registry.metrics()
  response.writeHead(200, { 'content-type': registry.contentType }).end(text)
}

function isAllowed(authorization: string | undefined, token: string | undefined): boolean {
  if (token === undefined) return true
  const given = /^bearer +(\S+)\s*$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function refuse(
  response: ServerResponse,
  status: number,
  sentence: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers }).end(`${sentence}\n`)
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import type { Endpoint } from './contract/endpoint.js'

/** How long a browser believes the answer to its preflight, in seconds. */
const believedFor = 86_400

/** Lets scripts of any page use the endpoints meant for them, without credentials; all others stay closed. */
export async function openToBrowsers(app: FastifyInstance, endpoints: readonly Endpoint[]): Promise<void> {
  const open = endpoints
    .filter(({ anyOrigin }) => anyOrigin)
    .map(({ path }) => new RegExp(`^${path.replace(/:[A-Za-z]+/g, '[^/]+')}(\\?|$)`))
  await app.register(cors, {
    delegator: (request, callback) =>
      callback(
        null,
        open.some((pattern) => pattern.test(request.url))
          ? { origin: '*', methods: ['POST'], allowedHeaders: ['content-type'], maxAge: believedFor }
          : { origin: false },
      ),
  })
}

// /openapi.json is printed from the contract: the same objects that routes are registered from.
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'

/** Call before routes are registered: it listens for them. */
export async function documentRoutes(app: FastifyInstance, publicUrl: string | undefined): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Millrace',
        description: 'CRM records and the workflows they flow through.',
        version: '1',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      ...(publicUrl === undefined ? {} : { servers: [{ url: publicUrl }] }),
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    // Both are needed: without the second every named schema dangles.
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  })
  let printed: string | undefined
  app.get('/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
    printed ??= JSON.stringify(app.swagger())
    return reply.type('application/json; charset=utf-8').send(printed)
  })
}

import type { Endpoint } from './endpoint.js'
import * as resources from './resources.js'

export * from './resources.js'

/** Every endpoint, as the router and /openapi.json see them. */
export const contract: readonly Endpoint[] = Object.values(resources).flatMap((resource) =>
  Object.values<Endpoint>(resource),
)

import { accounts } from './accounts.js'
import type { Endpoint } from './endpoint.js'
import { flows } from './flows.js'
import { objects } from './objects.js'
import { properties } from './properties.js'
import { schemas } from './schemas.js'
import { workflows } from './workflows.js'

export { accounts, flows, objects, properties, schemas, workflows }

/** Every endpoint, as the router and /openapi.json see them. */
export const contract: readonly Endpoint[] = [
  accounts,
  flows,
  objects,
  properties,
  schemas,
  workflows,
].flatMap((resource) => Object.values<Endpoint>(resource))

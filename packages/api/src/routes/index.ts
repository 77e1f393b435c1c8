import type { On } from '../register.js'
import { accountRoutes } from './accounts.js'
import type { Api } from './api.js'
import { flowRoutes } from './flows/index.js'
import { objectRoutes } from './objects/index.js'
import { propertyRoutes } from './properties/index.js'
import { schemaRoutes } from './schemas/index.js'
import { workflowRoutes } from './workflows/index.js'

/** Every endpoint of the contract, with what answers it. */
export function registerRoutes(on: On, api: Api): void {
  accountRoutes(on, api)
  objectRoutes(on, api)
  propertyRoutes(on, api)
  schemaRoutes(on, api)
  flowRoutes(on, api)
  workflowRoutes(on, api)
}

import type { On } from '../register.js'
import { accountSettingsRoutes } from './account-settings.js'
import { accountRoutes } from './accounts.js'
import { actionRoutes } from './actions/index.js'
import type { Api } from './api.js'
import { associationRoutes } from './associations/index.js'
import { emailRoutes } from './emails/index.js'
import { eventRoutes } from './events/index.js'
import { flowRoutes } from './flows/index.js'
import { formRoutes } from './forms/index.js'
import { issueRoutes } from './issues/index.js'
import { listRoutes } from './lists/index.js'
import { notificationRoutes } from './notifications/index.js'
import { oauthRoutes } from './oauth/index.js'
import { objectRoutes } from './objects/index.js'
import { ownerRoutes } from './owners/index.js'
import { pipelineRoutes } from './pipelines/index.js'
import { propertyRoutes } from './properties/index.js'
import { schemaRoutes } from './schemas/index.js'
import { subscriptionRoutes } from './subscriptions/index.js'
import { tokenRoutes } from './tokens/index.js'
import { userRoutes } from './users/index.js'
import { workflowRoutes } from './workflows/index.js'

/** Every endpoint of the contract, with what answers it. */
export function registerRoutes(on: On, api: Api): void {
  accountRoutes(on, api)
  accountSettingsRoutes(on, api)
  objectRoutes(on, api)
  associationRoutes(on, api)
  propertyRoutes(on, api)
  schemaRoutes(on, api)
  pipelineRoutes(on, api)
  listRoutes(on, api)
  ownerRoutes(on, api)
  userRoutes(on, api)
  tokenRoutes(on, api)
  oauthRoutes(on, api)
  eventRoutes(on, api)
  flowRoutes(on, api)
  actionRoutes(on, api)
  formRoutes(on, api)
  workflowRoutes(on, api)
  issueRoutes(on, api)
  emailRoutes(on, api)
  subscriptionRoutes(on, api)
  notificationRoutes(on, api)
}

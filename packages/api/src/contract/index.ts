import { accounts } from './accounts.js'
import { actions, callbacks } from './actions.js'
import { associationLabels, associationLimits, schemaAssociations } from './association-labels.js'
import { associations, olderAssociations } from './associations.js'
import { emails } from './emails.js'
import type { Endpoint } from './endpoint.js'
import { events } from './events.js'
import { flows } from './flows.js'
import { forms } from './forms.js'
import { issues } from './issues.js'
import { listFolders } from './list-folders.js'
import { lists } from './lists.js'
import { memberships } from './memberships.js'
import { notifications } from './notifications.js'
import { oauth } from './oauth.js'
import { objects } from './objects.js'
import { owners } from './owners.js'
import { pipelines } from './pipelines.js'
import { properties } from './properties.js'
import { schemas } from './schemas.js'
import { subscriptions } from './subscriptions.js'
import { tokens } from './tokens.js'
import { users } from './users.js'
import { workflows } from './workflows.js'

export {
  accounts,
  actions,
  associationLabels,
  associationLimits,
  associations,
  callbacks,
  emails,
  events,
  flows,
  forms,
  issues,
  listFolders,
  lists,
  memberships,
  notifications,
  oauth,
  objects,
  olderAssociations,
  owners,
  pipelines,
  properties,
  schemaAssociations,
  schemas,
  subscriptions,
  tokens,
  users,
  workflows,
}

/** Every endpoint, as the router and /openapi.json see them. */
export const contract: readonly Endpoint[] = [
  accounts,
  actions,
  callbacks,
  associationLabels,
  associationLimits,
  associations,
  olderAssociations,
  schemaAssociations,
  emails,
  events,
  flows,
  forms,
  issues,
  listFolders,
  lists,
  memberships,
  notifications,
  objects,
  oauth,
  owners,
  pipelines,
  properties,
  schemas,
  subscriptions,
  tokens,
  users,
  workflows,
].flatMap((resource) => Object.values<Endpoint>(resource))

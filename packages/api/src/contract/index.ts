import { accounts } from './accounts.js'
import { associationLabels, associationLimits, schemaAssociations } from './association-labels.js'
import { associations, olderAssociations } from './associations.js'
import type { Endpoint } from './endpoint.js'
import { events } from './events.js'
import { flows } from './flows.js'
import { forms } from './forms.js'
import { listFolders } from './list-folders.js'
import { lists, memberships } from './lists.js'
import { oauth } from './oauth.js'
import { objects } from './objects.js'
import { owners } from './owners.js'
import { pipelines } from './pipelines.js'
import { properties } from './properties.js'
import { schemas } from './schemas.js'
import { tokens } from './tokens.js'
import { users } from './users.js'
import { workflows } from './workflows.js'

export {
  accounts,
  associationLabels,
  associationLimits,
  associations,
  events,
  flows,
  forms,
  listFolders,
  lists,
  memberships,
  oauth,
  objects,
  olderAssociations,
  owners,
  pipelines,
  properties,
  schemaAssociations,
  schemas,
  tokens,
  users,
  workflows,
}

/** Every endpoint, as the router and /openapi.json see them. */
export const contract: readonly Endpoint[] = [
  accounts,
  associationLabels,
  associationLimits,
  associations,
  olderAssociations,
  schemaAssociations,
  events,
  flows,
  forms,
  listFolders,
  lists,
  memberships,
  objects,
  oauth,
  owners,
  pipelines,
  properties,
  schemas,
  tokens,
  users,
  workflows,
].flatMap((resource) => Object.values<Endpoint>(resource))

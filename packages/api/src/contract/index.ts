import { accounts } from './accounts.js'
import { associationLabels, associationLimits, schemaAssociations } from './association-labels.js'
import { associations, olderAssociations } from './associations.js'
import type { Endpoint } from './endpoint.js'
import { events } from './events.js'
import { flows } from './flows.js'
import { objects } from './objects.js'
import { owners } from './owners.js'
import { pipelines } from './pipelines.js'
import { properties } from './properties.js'
import { schemas } from './schemas.js'
import { users } from './users.js'
import { workflows } from './workflows.js'

export {
  accounts,
  associationLabels,
  associationLimits,
  associations,
  events,
  flows,
  objects,
  olderAssociations,
  owners,
  pipelines,
  properties,
  schemaAssociations,
  schemas,
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
  objects,
  owners,
  pipelines,
  properties,
  schemas,
  users,
  workflows,
].flatMap((resource) => Object.values<Endpoint>(resource))

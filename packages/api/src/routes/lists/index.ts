import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { conversionRoutes } from './convert.js'
import { folderRoutes } from './folders.js'
import { manageRoutes } from './manage.js'
import { membershipRoutes } from './memberships.js'
import { readRoutes } from './read.js'

/** Lists: making and changing them, and who is in them (api.md 3.1). */
export function listRoutes(on: On, api: Api): void {
  readRoutes(on, api)
  manageRoutes(on, api)
  conversionRoutes(on, api)
  membershipRoutes(on, api)
  folderRoutes(on, api)
}

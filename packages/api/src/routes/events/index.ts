import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { definitionPropertyRoutes, definitionRoutes } from './definitions.js'
import { listRoutes } from './list.js'
import { sendRoutes } from './send.js'

/** Events: sent, asked for, defined. */
export function eventRoutes(on: On, api: Api): void {
  sendRoutes(on, api)
  listRoutes(on, api)
  definitionRoutes(on, api)
  definitionPropertyRoutes(on, api)
}

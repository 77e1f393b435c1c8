import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { batchRoutes } from './batches.js'
import { labelRoutes } from './labels.js'
import { limitRoutes } from './limits.js'
import { olderRoutes } from './older.js'
import { pairRoutes } from './pairs.js'

/** Associations of records, and which there are (api.md 3.1). */
export function associationRoutes(on: On, api: Api): void {
  pairRoutes(on, api)
  batchRoutes(on, api)
  olderRoutes(on, api)
  labelRoutes(on, api)
  limitRoutes(on, api)
}

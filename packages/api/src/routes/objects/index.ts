import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { archiveRoutes } from './archive.js'
import { eraseRoutes } from './erase.js'
import { mergeRoutes } from './merge.js'
import { readRoutes } from './read.js'
import { restoreRoutes } from './restore.js'
import { searchRoutes } from './search.js'
import { writeRoutes } from './write.js'

/** Records of every object type. */
export function objectRoutes(on: On, api: Api): void {
  readRoutes(on, api)
  writeRoutes(on, api)
  archiveRoutes(on, api)
  searchRoutes(on, api)
  mergeRoutes(on, api)
  eraseRoutes(on, api)
  restoreRoutes(on, api)
}

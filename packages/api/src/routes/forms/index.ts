import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { formDefinitionRoutes } from './definitions.js'
import { submissionRoutes } from './submissions.js'

/** Forms, and what people send with them. */
export function formRoutes(on: On, api: Api): void {
  formDefinitionRoutes(on, api)
  submissionRoutes(on, api)
}

import type { FetchedProperty } from './fetched-records.js'
import type { ValueContext } from './value-context.js'

/** What a path into the fetched records names (`<source>.<property>`); null with what is wrong noted. */
export function findFetched(path: string, context: ValueContext, field: string): FetchedProperty | null {
  if (context.fetched) return context.fetched.find(path, context, field)
  context.findings.issue('UNSUPPORTED_ACTION', field, 'The flow fetches no other records.')
  return null
}

import type { Property } from '@millrace/model'
import type { FetchedProperty } from './fetched-records.js'
import type { ValueContext } from './value-context.js'

/** What a path into the fetched records names, a property or the record itself; null with what is wrong noted. */
export function findFetched(path: string, context: ValueContext, field: string): FetchedProperty | null {
  if (context.fetched) return context.fetched.find(path, context, field)
  context.findings.issue('UNSUPPORTED_ACTION', field, 'The flow fetches no other records.')
  return null
}

/** The same where only a property will do. */
export function findFetchedProperty(
  path: string,
  context: ValueContext,
  field: string,
): (FetchedProperty & { readonly property: Property }) | null {
  const fetched = findFetched(path, context, field)
  if (fetched === null) return null
  const { property, of } = fetched
  if (property) return { property, of }
  context.findings.issue('WORKFLOW_INVALID', field, 'A token here names a property of a fetched record.')
  return null
}

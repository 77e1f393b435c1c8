import { Problem } from '@millrace/model'
import { unmappedOf } from '../../import/import-flow.js'
import { referencesIn } from '../../import/map-references.js'
import type { Flow } from '../flow.js'

/**
 * Ids of another account mean nothing here, or something else: whatever an imported workflow names has to be mapped before
 * it is turned on (api.md 4.9 rule 3). An edit that writes another id in its place is an answer as well.
 */
export function unmappedReferences(flow: Flow): Problem[] {
  const unmapped = unmappedOf(flow)
  if (Object.keys(unmapped).length === 0) return []
  return referencesIn(flow)
    .filter(({ kind, id }) => unmapped[kind]?.includes(id))
    .map(({ kind, id, field }) => {
      const message = `Nobody has said yet what ${id} of the imported ${kind} is here.`
      return new Problem('REFERENCE_UNMAPPED', message, { field })
    })
}

// Conditions on an event's own properties, joined by AND: an event is seen as a record of its own kind (W-EVS-5).
import { type CompiledFilter, compileFilter } from '@millrace/filters'
import { asProperty, type EventProperty, type EventType, type Property } from '@millrace/model'
import type { Checking } from '../checking.js'

type Json = Readonly<Record<string, unknown>>

/**
 * null: none, every such event counts; undefined: something is wrong, which is noted. Its properties keep no history, so
 * the operators that ask for one are refused (W-EVS-13).
 */
export function eventFilter(
  type: EventType,
  properties: readonly (EventProperty | Property)[],
  filters: readonly Json[],
  field: string,
  checking: Checking,
): CompiledFilter | null | undefined {
  if (filters.length === 0) return null
  const stranger = filters.findIndex(({ filterType }) => filterType !== 'PROPERTY')
  if (stranger >= 0) {
    const message = 'A condition on an event names a property of the event.'
    checking.issue('FILTER_UNSUPPORTED', `${field}.filters[${stranger}].filterType`, message)
    return undefined
  }
  const own = new Map(properties.map((property) => [property.name, seen(type.id, property)]))
  const context = {
    ...checking.filters,
    catalogue: { ...checking.filters.catalogue, properties: new Map([[type.id, own]]) },
    objectTypeId: type.id,
  }
  const branch = { filterBranchType: 'AND', filterBranchOperator: 'AND', filterBranches: [], filters }
  const result = compileFilter(branch, context, field)
  if (result.ok) return result.filter
  checking.issues.push(...result.problems)
  return undefined
}

function seen(eventTypeId: string, property: EventProperty | Property): Property {
  return 'placement' in property ? property : asProperty(eventTypeId, property)
}

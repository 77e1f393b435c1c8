// ASSOCIATION filters: an associated record is in a list (W-FLF-5), or how many there are (W-FLF-3).
import { Problem, parseId } from '@millrace/model'
import type { Condition, Place } from '../condition.js'
import type { Filter } from '../filter.js'
import { associated, associationPath, occurrences } from './associated.js'
import { constant } from './constant.js'
import { inListCondition } from './in-list.js'

/** The condition of an ASSOCIATION filter. Without a list it asks only whether there is such a record. */
export function associatedListCondition(filter: Filter, place: Place): Condition | undefined {
  const toType = typeof filter.toObjectTypeId === 'string' ? filter.toObjectTypeId : undefined
  const path = associationPath(filter, toType, place)
  if (!path) return undefined
  if (filter.operator !== 'IN_LIST' && filter.operator !== 'NOT_IN_LIST') {
    const message = `An association filter has no operator ${filter.operator}.`
    place.problems.push(new Problem('FILTER_UNSUPPORTED', message, { field: `${place.path}.operator` }))
    return undefined
  }
  const inner =
    parseId(filter.listId) === undefined
      ? constant(true)
      : inListCondition({ filterType: 'IN_LIST', operator: 'IN_LIST', listId: String(filter.listId) }, place)
  if (!inner) return undefined
  const count = occurrences(filter.coalescingRefineBy)
  return associated(path, filter.operator === 'NOT_IN_LIST' ? 'NONE' : (count ?? 'ANY'), inner)
}

// `listMembershipFilterBranches`: the record joins a list, or leaves it (W-EVT-8, W-REN-8; api.md 4.3).
import { memberText } from '@millrace/filters'
import { isObject, listJoined, listLeft } from '@millrace/model'
import type { Checking } from '../checking.js'
import type { EnrollingEvent } from '../compiled-workflow.js'
import { eventFilter } from './event-filter.js'

/** The one list that a branch names; none where it names something else, which is noted. */
export function listMoves(branch: unknown, field: string, checking: Checking): EnrollingEvent[] {
  const filters = isObject(branch) && Array.isArray(branch.filters) ? branch.filters.filter(isObject) : []
  const nested = isObject(branch) && Array.isArray(branch.filterBranches) ? branch.filterBranches : []
  const [filter] = filters
  const listId = Number(memberText(filter?.listId))
  const isList =
    filter?.filterType === 'IN_LIST' && !filter.metadata && Number.isSafeInteger(listId) && listId > 0
  if (!isList || filters.length > 1 || nested.length > 0) {
    checking.issue(
      'FILTER_UNSUPPORTED',
      field,
      'A trigger here names one list that the record joins or leaves.',
    )
    return []
  }
  const type = memberText(filter.operator).toUpperCase() === 'NOT_IN_LIST' ? listLeft : listJoined
  const isIt = {
    filterType: 'PROPERTY',
    property: 'hs_list_id',
    operation: { operationType: 'NUMBER', operator: 'IS_EQUAL_TO', value: listId },
  }
  const compiled = eventFilter(type, type.properties, [isIt], field, checking)
  return compiled === undefined ? [] : [{ type, filter: compiled, property: null, lists: [listId] }]
}

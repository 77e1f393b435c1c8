import type { List } from '@millrace/store'
import { iso } from '../iso.js'

/** A list as clients read it; its criteria only when they are asked for. */
export function showList(list: List, withFilter: boolean) {
  return {
    ...common(list),
    size: list.size,
    ...(withFilter && list.filter !== null && { filterBranch: list.filter }),
  }
}

/** A list as a search shows it: the rest is asked for by name. */
export function showFoundList(list: List, additional: Readonly<Record<string, string>>) {
  return { ...common(list), additionalProperties: additional }
}

function common(list: List) {
  const { id, version, name, objectTypeId, processingType, filtersUpdatedAt } = list
  return {
    listId: String(id),
    listVersion: version,
    name,
    objectTypeId,
    processingType,
    processingStatus: list.isBuilding ? 'PROCESSING' : 'COMPLETE',
    createdAt: iso(list.createdAt),
    updatedAt: iso(list.updatedAt),
    ...(filtersUpdatedAt !== null && { filtersUpdatedAt: iso(filtersUpdatedAt) }),
  }
}

import type { ActionFunction, ActionRevision, StoredActionDefinition } from '@millrace/store'
import { iso } from '../iso.js'

/** As the app wrote it, with what we know of it. */
export function showDefinition(
  { id, revisionId, definition, archivedAt }: StoredActionDefinition,
  functions: readonly Pick<ActionFunction, 'functionType' | 'functionId'>[],
) {
  return {
    ...definition,
    id: String(id),
    revisionId: String(revisionId),
    functions: functions.map(showFunctionName),
    ...(archivedAt !== null && { archivedAt }),
  }
}

export function showFunctionName({
  functionType,
  functionId,
}: Pick<ActionFunction, 'functionType' | 'functionId'>) {
  return { functionType, ...(functionId !== '' && { id: functionId }) }
}

/** Functions are not part of a revision. */
export function showRevision(
  stored: StoredActionDefinition,
  { revisionId, definition, createdAt }: ActionRevision,
) {
  return {
    id: String(revisionId),
    revisionId: String(revisionId),
    definition: showDefinition({ ...stored, revisionId, definition }, []),
    createdAt: iso(createdAt),
  }
}

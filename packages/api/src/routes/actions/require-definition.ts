import { Problem, parseId } from '@millrace/model'
import { readActionDefinition, type StoredActionDefinition, type Transaction } from '@millrace/store'

interface Named {
  readonly appId: string
  readonly definitionId: string
}

/** Problem: ACTION_NOT_FOUND, also for one of another app or account, and unless asked for, an archived one. */
export async function requireDefinition(
  tx: Transaction,
  { appId, definitionId }: Named,
  archived: boolean,
): Promise<StoredActionDefinition> {
  const id = parseId(definitionId)
  const stored = id === undefined ? undefined : await readActionDefinition(tx, appIdOf(appId), id)
  if (!stored || (stored.archivedAt !== null) !== archived) throw definitionNotFound(definitionId)
  return stored
}

export function definitionNotFound(definitionId: string): Problem {
  return new Problem('ACTION_NOT_FOUND', `This app has no action ${definitionId.slice(0, 50)}.`, {
    field: 'definitionId',
  })
}

/** Apps are numbers. Problem: INVALID_PATH. */
export function appIdOf(written: string): number {
  const id = parseId(written)
  if (id === undefined) throw new Problem('INVALID_PATH', 'An app id is a whole number.', { field: 'appId' })
  return id
}

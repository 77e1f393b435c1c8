import { deleteRecord } from '@millrace/actions'
import type { Flow } from '@millrace/definitions'
import type { Caller } from '../../authenticate.js'
import { authorize } from '../../authorize.js'
import { objects } from '../../contract/index.js'

/** A-MNG-6: whoever turns on a workflow that deletes records may delete such records. Problem: MISSING_SCOPES. */
export function authorizeDeletes(caller: Caller, { actions, objectTypeId }: Flow): void {
  const deletes = actions.some(({ actionTypeId }) => actionTypeId === deleteRecord.type)
  if (deletes) authorize(caller, objects.archive, objectTypeId)
}

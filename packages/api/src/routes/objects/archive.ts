import { deleteRecords } from '@millrace/engine'
import { type ObjectType, parseId } from '@millrace/model'
import { definitionsOf, liveRecordIds, type Transaction } from '@millrace/store'
import { objects } from '../../contract/index.js'
import type { Answer, On } from '../../register.js'
import { type WritingCall, writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { datedMeta } from '../interactive-meta.js'
import { writableTypeOf } from './object-type.js'

/** Archiving answers 204 whether or not the records are there (api.md 2.5). */
export function archiveRoutes(on: On, api: Api): void {
  on(objects.archive, (call) => archive(api, call, call.params.objectType, [call.params.objectId]))
  on(objects.batchArchive, (call) =>
    archive(
      api,
      call,
      call.params.objectType,
      call.body.inputs.map(({ id }) => id),
    ),
  )
}

async function archive(
  api: Api,
  call: WritingCall,
  objectType: string,
  names: readonly string[],
): Promise<Answer> {
  const answer = await writeOnce(api.db, call, async (tx) => {
    const definitions = await definitionsOf(tx)
    const type = writableTypeOf(definitions, objectType)
    const meta = await datedMeta(tx, call)
    await deleteRecords(tx, definitions, await idsOf(tx, type, names), meta)
    return { status: 204 }
  })
  api.waker.wake(call.caller.accountId, 'interactive')
  return answer
}

async function idsOf(
  tx: Transaction,
  type: ObjectType,
  names: readonly string[],
): Promise<readonly number[]> {
  const ids = names.map(parseId).filter((id) => id !== undefined)
  return ids.length === 0 ? [] : [...(await liveRecordIds(tx, type.id, ids))]
}

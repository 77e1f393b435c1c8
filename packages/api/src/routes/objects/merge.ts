import { mergeRecords } from '@millrace/engine'
import { parseId } from '@millrace/model'
import { definitionsOf, readRecords } from '@millrace/store'
import { objects } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { datedMeta } from '../interactive-meta.js'
import { followingMerges } from './following-merges.js'
import { writableTypeOf } from './object-type.js'
import { show } from './read.js'

export function mergeRoutes(on: On, api: Api): void {
  on(objects.merge, async (call) => {
    const { primaryObjectId, objectIdToMerge } = call.body
    const answer = await followingMerges(() =>
      writeOnce(api.db, call, async (tx) => {
        const definitions = await definitionsOf(tx)
        const type = writableTypeOf(definitions, call.params.objectType)
        const request = {
          objectTypeId: type.id,
          primaryId: parseId(primaryObjectId) ?? 0,
          mergedId: parseId(objectIdToMerge) ?? 0,
        }
        const meta = await datedMeta(tx, call)
        const id = await mergeRecords(tx, definitions, request, meta)
        const records = [...(await readRecords(tx, type.id, [id])).values()]
        const [body] = await show(tx, definitions, type, records, {})
        return { status: 200, body }
      }),
    )
    api.waker.wake(call.caller.accountId, 'interactive')
    return answer
  })
}

import { parseId } from '@millrace/model'
import { definitionsOf, readRecords, restoreRecord } from '@millrace/store'
import { objects } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { datedMeta } from '../interactive-meta.js'
import { writableTypeOf } from './object-type.js'
import { show } from './read.js'

export function restoreRoutes(on: On, api: Api): void {
  on(objects.restore, async (call) => {
    const answer = await writeOnce(api.db, call, async (tx) => {
      const definitions = await definitionsOf(tx)
      const type = writableTypeOf(definitions, call.params.objectType)
      const id = parseId(call.params.objectId) ?? 0
      await restoreRecord(tx, definitions, type.id, id, await datedMeta(tx, call))
      const records = [...(await readRecords(tx, type.id, [id])).values()]
      const [body] = await show(tx, definitions, type, records, {})
      return { status: 200, body }
    })
    api.waker.wake(call.caller.accountId, 'interactive')
    return answer
  })
}

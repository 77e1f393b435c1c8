import { type ObjectType, parseId, toCanonical } from '@millrace/model'
import {
  type Definitions,
  definitionsOf,
  eraseRecords,
  findArchived,
  type Transaction,
} from '@millrace/store'
import { objects } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { datedMeta } from '../interactive-meta.js'
import { findNamed, uniquePropertyOf } from './find-named.js'
import { writableTypeOf } from './object-type.js'

/** Erasing answers 204 whether or not anybody is there: asking twice is no mistake, and tells nothing (decision 12). */
export function eraseRoutes(on: On, api: Api): void {
  on(objects.erase, async (call) => {
    const { objectId, idProperty } = call.body
    const answer = await writeOnce(api.db, call, async (tx) => {
      const definitions = await definitionsOf(tx)
      const type = writableTypeOf(definitions, call.params.objectType)
      const meta = await datedMeta(tx, call)
      const ids = await idsOf(tx, definitions, type, objectId, idProperty)
      await eraseRecords(tx, definitions, type.id, ids, meta)
      return { status: 204 }
    })
    api.waker.wake(call.caller.accountId, 'interactive')
    return answer
  })
}

/** By a unique property: who has the value, and whoever had it when he was archived. */
async function idsOf(
  tx: Transaction,
  definitions: Definitions,
  type: ObjectType,
  text: string,
  idProperty: string | undefined,
): Promise<readonly number[]> {
  if (idProperty === undefined || idProperty === 'hs_object_id') {
    const id = parseId(text)
    return id === undefined ? [] : [id]
  }
  const [standing] = await findNamed(tx, uniquePropertyOf(definitions, type, idProperty), [text])
  const property = definitions.property(type.id, idProperty)
  const value = property && toCanonical(property, text)
  const archived =
    property && value?.ok && value.value !== null ? await findArchived(tx, property, value.value) : []
  return standing === undefined ? archived : [standing, ...archived]
}

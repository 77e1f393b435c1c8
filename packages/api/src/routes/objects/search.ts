import { definitionsOf, readRecords, searchRecords } from '@millrace/store'
import { objects } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { present } from '../present.js'
import { objectTypeOf } from './object-type.js'
import { show } from './read.js'
import { shownProperties } from './show.js'

export function searchRoutes(on: On, { db }: Api): void {
  on(objects.search, ({ caller, params, body }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const definitions = await definitionsOf(tx)
      const type = objectTypeOf(definitions, params.objectType)
      // The cursor is the decimal offset: callers send "0" for the first page (api.md 2.3).
      const after = Number(body.after ?? 0)
      const { properties, ...search } = body
      const request = { ...present(search), objectTypeId: type.id, after }
      const { total, ids } = await searchRecords(tx, definitions, request)
      const names = shownProperties(definitions, type, properties)
      const found = await readRecords(tx, type.id, ids, { names })
      const records = ids.flatMap((id) => found.get(id) ?? [])
      const next = after + ids.length
      return {
        status: 200,
        body: {
          total,
          results: await show(tx, definitions, type, records, { properties }),
          ...(ids.length > 0 && next < total && { paging: { next: { after: String(next) } } }),
        },
      }
    }),
  )
}

import { Problem } from '@millrace/model'
import { type Conversion, type List, readList, setConversion } from '@millrace/store'
import { lists } from '../../contract/index.js'
import type { On } from '../../register.js'
import { writeOnce } from '../../write-once.js'
import type { Api } from '../api.js'
import { iso } from '../iso.js'
import { requireList } from './require-list.js'

/** Active lists that become static, on a day or after some quiet time; the keeper does it. */
export function conversionRoutes(on: On, { db }: Api): void {
  on(lists.conversion, ({ caller, params }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const list = await requireList(tx, params.listId)
      return { status: 200, body: shown(list) }
    }),
  )

  on(lists.convert, (call) =>
    writeOnce(
      db,
      call,
      async (tx) => {
        const { id, processingType } = await requireList(tx, call.params.listId)
        if (processingType !== 'DYNAMIC')
          throw new Problem('FILTER_INVALID', `List ${id} is static already.`, { field: 'listId' })
        const { conversionType: type, ...time } = call.body
        const conversion = { type, ...time } as Conversion
        if (conversion.type === 'CONVERSION_DATE') requireDay(conversion)
        await setConversion(tx, id, conversion)
        return { status: 200, body: shown(await readList(tx, id)) }
      },
      'exclusive',
    ),
  )

  on(lists.cancelConversion, (call) =>
    writeOnce(
      db,
      { ...call, body: undefined },
      async (tx) => {
        const { id } = await requireList(tx, call.params.listId)
        await setConversion(tx, id, null)
        return { status: 204 }
      },
      'exclusive',
    ),
  )
}

function requireDay({ year, month, day }: Conversion & { type: 'CONVERSION_DATE' }): void {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (date.getUTCMonth() !== month - 1)
    throw new Problem('INVALID_DATE', 'There is no such day.', { field: 'day' })
}

function shown({ id, conversion, convertedAt }: List) {
  const { type, ...time } = conversion ?? {}
  return {
    listId: String(id),
    ...(conversion && { requestedConversionTime: { conversionType: type, ...time } }),
    ...(convertedAt !== null && { convertedAt: iso(convertedAt) }),
  }
}

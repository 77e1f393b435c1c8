import { Problem } from '@millrace/model'
import { type Associated, pageAssociations, type Transaction } from '@millrace/store'
import { largestAssociationPage } from '../../contract/associations.js'
import { pageOf, readCursor } from '../cursor.js'
import { type Ends, recordNotFound, recordsOf } from './ends.js'

interface Input {
  readonly id: string
  readonly after?: string | null | undefined
}

/** What all pages of one batch hold together: an answer stays within some megabytes, and every input gets a page. */
const mostOfBatch = 50_000

/** One page of associated records an input, in order; a problem where the record is not there. */
export async function readPages<Shown>(
  tx: Transaction,
  { from, to }: Ends,
  inputs: readonly Input[],
  show: (associated: Associated) => readonly Shown[],
) {
  const idOf = await recordsOf(
    tx,
    from,
    inputs.map(({ id }) => id),
  )
  const starts = inputs.flatMap(({ id, after }) => {
    const fromId = idOf(id)
    return fromId === undefined ? [] : [{ fromId, after: readCursor(after ?? undefined) }]
  })
  const limit = Math.min(largestAssociationPage, Math.floor(mostOfBatch / Math.max(inputs.length, 1)))
  const pages = { toObjectTypeId: to.id, starts: onePerRecord(starts), limit: limit + 1 }
  const found = byRecord(await pageAssociations(tx, pages))
  return inputs.map(({ id }) => {
    const fromId = idOf(id)
    if (fromId === undefined) return recordNotFound(from, id)
    const { shown, paging } = pageOf(found.get(fromId) ?? [], limit, ({ toId }) => toId)
    return { from: { id }, to: shown.flatMap(show), ...paging }
  })
}

function byRecord(rows: readonly Associated[]): ReadonlyMap<number, readonly Associated[]> {
  const found = new Map<number, Associated[]>()
  for (const row of rows) {
    const known = found.get(row.fromId)
    if (known) known.push(row)
    else found.set(row.fromId, [row])
  }
  return found
}

type Start = { readonly fromId: number; readonly after: number }

/** Problem: INVALID_BODY where one record is asked for from two places. */
function onePerRecord(starts: readonly Start[]): readonly Start[] {
  const known = new Map<number, Start>()
  for (const start of starts) {
    const other = known.get(start.fromId)
    if (other && other.after !== start.after)
      throw new Problem('INVALID_BODY', `Record ${start.fromId} is asked for from two places.`, {
        field: 'inputs',
      })
    known.set(start.fromId, start)
  }
  return [...known.values()]
}

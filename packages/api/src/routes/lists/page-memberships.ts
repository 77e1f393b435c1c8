// Pages of members, forwards with `after` and backwards with `before` (api.md 2.3).
import { Problem, parseId } from '@millrace/model'
import { type JoinPlace, type ListedMember, memberPage, memberPageByJoin } from '@millrace/store'
import { memberships } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { iso } from '../iso.js'
import { requireList } from './require-list.js'

export function pageRoutes(on: On, { db }: Api): void {
  on(memberships.page, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { id, size } = await requireList(tx, params.listId)
      const rows = await memberPage(tx, id, asked(query, idPlace, 0))
      return { status: 200, body: { total: size, ...shown(rows, query, ({ recordId }) => String(recordId)) } }
    }),
  )

  on(memberships.pageByJoin, ({ caller, params, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { id, size } = await requireList(tx, params.listId)
      const rows = await memberPageByJoin(tx, id, asked(query, joinPlace, { joinedAt: 0, recordId: 0 }))
      const cursorOf = ({ joinedAt, recordId }: ListedMember) => `${joinedAt}-${recordId}`
      return { status: 200, body: { total: size, ...shown(rows, query, cursorOf) } }
    }),
  )
}

interface PageQuery {
  readonly limit: number
  readonly after?: string | undefined
  readonly before?: string | undefined
}

/** One row more than shown: it tells whether the page is the last one in its direction. */
function asked<Place>(
  { limit, after, before }: PageQuery,
  placeOf: (text: string) => Place | undefined,
  beginning: Place,
) {
  const text = before ?? after
  const place = text === undefined || text === '' || text === '0' ? beginning : placeOf(text)
  if (place === undefined)
    throw new Problem('INVALID_QUERY', 'This is not a cursor of ours: pass it on unchanged.', {
      field: before === undefined ? 'after' : 'before',
    })
  return before === undefined ? { after: place, limit: limit + 1 } : { before: place, limit: limit + 1 }
}

function idPlace(text: string): number | undefined {
  return parseId(text)
}

function joinPlace(text: string): JoinPlace | undefined {
  const [at = '', id = ''] = text.split('-')
  const recordId = parseId(id)
  const joinedAt = /^\d{1,15}$/.test(at) ? Number(at) : undefined
  return recordId === undefined || joinedAt === undefined || joinedAt > 8.64e15
    ? undefined
    : { joinedAt, recordId }
}

function shown(
  rows: readonly ListedMember[],
  { limit, after, before }: PageQuery,
  cursorOf: (member: ListedMember) => string,
) {
  const more = rows.length > limit
  const page = before === undefined ? rows.slice(0, limit) : rows.slice(-limit)
  const [first, last] = [page[0], page.at(-1)]
  // Whoever came from the other side may go back there.
  const onwards = last !== undefined && (before !== undefined || more)
  const back = first !== undefined && (before === undefined ? isPlace(after) : more)
  return {
    results: page.map(({ recordId, joinedAt }) => ({
      recordId: String(recordId),
      membershipTimestamp: iso(joinedAt),
    })),
    ...((onwards || back) && {
      paging: {
        ...(onwards && { next: { after: cursorOf(last) } }),
        ...(back && { prev: { before: cursorOf(first) } }),
      },
    }),
  }
}

function isPlace(after: string | undefined): boolean {
  return after !== undefined && after !== '' && after !== '0'
}

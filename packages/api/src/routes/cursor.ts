import { Problem } from '@millrace/model'

/** The number a decimal cursor stands for; 0 where paging begins. Problem: INVALID_QUERY. */
export function readCursor(after: string | undefined): number {
  if (after === undefined || after === '' || after === '0') return 0
  if (/^[1-9]\d{0,15}$/.test(after) && Number.isSafeInteger(Number(after))) return Number(after)
  throw new Problem('INVALID_QUERY', 'This is not a cursor of ours: pass paging.next.after on unchanged.', {
    field: 'after',
  })
}

/** Entries of one page, read with one more than asked: `paging` stands in the answer only when there is a next page. */
export function pageOf<T>(entries: readonly T[], limit: number, cursorOf: (last: T) => string | number) {
  const shown = entries.slice(0, limit)
  const last = shown.at(-1)
  const more = entries.length > limit && last !== undefined
  return { shown, paging: more ? { paging: { next: { after: String(cursorOf(last)) } } } : {} }
}

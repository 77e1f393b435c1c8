import { parseId } from '@millrace/model'
import { type List, listNotFound, readList, type Transaction } from '@millrace/store'

/** The list a path names. Problem: LIST_NOT_FOUND, also for another account's. */
export function requireList(tx: Transaction, text: string): Promise<List> {
  return readList(tx, requireListId(text))
}

export function requireListId(text: string): number {
  const id = parseId(text)
  if (id === undefined) throw listNotFound(text.slice(0, 100))
  return id
}

import { type DatedMeta, readClock, type Transaction, type WriteMeta } from '@millrace/store'
import type { Call } from '../register.js'

/** What a write of a request carries: who asks, and that somebody waits for what follows of it. */
export function interactiveMeta({ caller: { tokenId } }: Pick<Call, 'caller'>): WriteMeta {
  return { source: { type: 'API', tokenId }, chain: [], lane: 'interactive' }
}

/** The same for a write that says when it was: now, by the database's clock. */
export async function datedMeta(tx: Transaction, call: Pick<Call, 'caller'>): Promise<DatedMeta> {
  return { ...interactiveMeta(call), at: await readClock(tx) }
}

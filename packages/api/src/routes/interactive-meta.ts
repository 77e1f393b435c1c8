import type { Call } from '../register.js'

/** What a write of a request carries: who asks, and that somebody waits for what follows of it. */
export function interactiveMeta({ caller: { tokenId } }: Pick<Call, 'caller'>) {
  return { source: { type: 'API', tokenId }, chain: [], lane: 'interactive' } as const
}

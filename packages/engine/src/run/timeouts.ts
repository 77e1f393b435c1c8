import pg from 'pg'
import type { Engine } from '../engine.js'
import { waveSize } from './due-queue.js'
import { PortFailure } from './wave.js'

/** Waves that may time out with the same member before it is suspect: two may be the server's, a third is its own. */
export const mostTimeouts = 3
const mostRemembered = 20 * waveSize.bulk

/** By slot, then `account enrollment`: how often its wave timed out. Counted in memory: it only has to end some time. */
const remembered = new WeakMap<Engine, Map<string, number>>()

/** A statement ran longer than the server lets it. */
export function isTimeout(error: unknown): boolean {
  const cause = error instanceof PortFailure ? error.cause : error
  return cause instanceof pg.DatabaseError && cause.code === '57014'
}

/**
 * Counts a wave that timed out and answers the members for whom it was once too often. Without this an enrollment that
 * nobody can run in time would be tried for ever: each timeout alone looks like trouble of the server.
 */
export function timedOutTooOften<M extends { readonly id: number }>(
  engine: Engine,
  accountId: number,
  members: readonly M[],
): M[] {
  const counts = remembered.get(engine) ?? new Map<string, number>()
  remembered.set(engine, counts)
  const tooOften = members.filter(({ id }) => {
    const member = `${accountId} ${id}`
    const count = (counts.get(member) ?? 0) + 1
    // Taken out first: the map stays in order of the last timeout.
    counts.delete(member)
    if (count >= mostTimeouts) return true
    counts.set(member, count)
    return false
  })
  forgetOldest(counts)
  return tooOften
}

function forgetOldest(counts: Map<string, number>): void {
  for (const member of counts.keys()) {
    if (counts.size <= mostRemembered) break
    counts.delete(member)
  }
}

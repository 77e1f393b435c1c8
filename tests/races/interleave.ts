import type { Database } from '@millrace/store'
import type { Actor, Moment } from '../testing/actor.js'

export interface Part<Answer> {
  readonly actor: Actor
  run(): Promise<Answer>
}

/**
 * Runs the first part up to a moment, the second as far as it gets meanwhile (to its end, or until it waits for a lock of
 * the first), then lets both finish. The answers, or the first error.
 */
export async function interleave<A, B>(
  db: Database,
  first: Part<A>,
  moment: Moment,
  second: Part<B>,
): Promise<[A, B]> {
  const held = first.actor.holdAt(moment)
  const one = first.run()
  try {
    await Promise.race([held.reached, one.then(() => neverThere(first.actor, moment))])
    const two = second.run()
    await untilBlockedOr(db, two)
    held.release()
    return await bothOf(one, two)
  } finally {
    held.release()
  }
}

function neverThere({ moments }: Actor, moment: Moment): never {
  throw new Error(`it ended without coming to ${moment}; it came to ${moments.join(', ')}`)
}

/** Waits for both, so that nothing goes on behind a test that has failed. */
async function bothOf<A, B>(one: Promise<A>, two: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([one, two])
  return [await one, await two]
}

/** Returns when the work is over, or when the server says that somebody waits for a lock: nobody else is at work here. */
async function untilBlockedOr(db: Database, work: Promise<unknown>): Promise<void> {
  let over = false
  const end = () => {
    over = true
  }
  work.then(end, end)
  while (!over) {
    const waiting = await db.owner.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    )
    if (waiting.rowCount !== 0) return
    await new Promise((next) => setTimeout(next, 2))
  }
}

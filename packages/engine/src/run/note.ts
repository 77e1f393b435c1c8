import { type ClaimedEnrollment, forgetWave, noteWave } from '@millrace/store'
import type { Engine } from '../engine.js'

/** Slots that have a note standing: an idle one has none, and pays for none. */
const noted = new WeakSet<Engine>()

/** Notes who is about to run: should this worker die of it, they are suspect (engine.md 4, poison). */
export async function note(
  engine: Engine,
  accountId: number,
  running: readonly ClaimedEnrollment[],
): Promise<void> {
  noted.add(engine)
  await noteWave(
    engine.db,
    engine,
    accountId,
    running.map(({ id }) => id),
  )
}

export async function unnote(engine: Engine): Promise<void> {
  if (!noted.delete(engine)) return
  await forgetWave(engine.db, engine)
}

import { moveProperties as moveChunk } from '@millrace/store'
import type { Engine } from '../engine.js'
import { reach } from '../faults.js'
import { idle, type Progress } from '../progress.js'

/**
 * Takes properties that a publication made hot a chunk of records further (engine.md 2). Whoever has to wait until they are
 * hot calls it while there is more.
 */
export async function moveProperties(
  { db, faults }: Pick<Engine, 'db' | 'faults'>,
  accountId: number,
): Promise<Progress> {
  const { records, more } = await moveChunk(db, accountId)
  if (!more) return idle
  await reach(faults, 'move:after-commit')
  return { claimed: Math.max(records, 1), more, nextAt: null }
}

import {
  advanceFanout,
  associatedAfter,
  type Definitions,
  definitionsOf,
  type Fanout,
  lockRecords,
  passOnFanout,
  pickFanout,
  readClock,
  type Transaction,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { isPlanted, reach } from '../faults.js'
import { idle, type Progress } from '../progress.js'
import { evaluateLooks } from './evaluate-looks.js'

/** Associated records looked at in one transaction (engine.md 3). */
const mostRecords = 1000

/**
 * Looks at the records associated with one that changed, the next thousand by id, in the bulk lane. After commit and from
 * their own side: two writers who each see half of a match never see it whole, this look does. Where filters look
 * farther, these records pass it on to theirs.
 */
export async function expandFanout(engine: Engine, accountId: number): Promise<Progress> {
  const { progress, entered } = await engine.db.withAccount(accountId, 'shared', async (tx) => {
    const [fanout] = await pickFanout(tx, 1)
    if (!fanout) return { progress: idle, entered: [] }
    // The planted defect: as if the writer had decided for the others inside its own transaction.
    const inWriter = isPlanted(engine.faults, 'in-transaction-evaluation-of-associations')
    return inWriter ? discard(tx, fanout) : expand(engine, tx, fanout)
  })
  for (const lane of entered) engine.waker.wake(accountId, lane)
  return progress
}

async function expand(engine: Engine, tx: Transaction, fanout: Fanout) {
  const ids = await associatedAfter(tx, fanout.sourceRecordId, fanout.cursor, mostRecords)
  const locked = await lockRecords(tx, ids)
  await reach(engine.faults, 'fanout:locked')
  const more = ids.length === mostRecords
  if (!(await advanceFanout(tx, fanout, more ? (ids.at(-1) ?? null) : null))) {
    return { progress: { claimed: 0, more: true, nextAt: null }, entered: [] }
  }
  const definitions = await definitionsOf(tx)
  await passOnFanout(tx, fanout, ids, typesBetween(definitions))
  const looks = locked.map((recordId) => ({
    recordId,
    changes: [],
    events: [],
    lane: 'bulk' as const,
    chain: fanout.chain,
  }))
  const entered = await evaluateLooks(tx, definitions, looks, await readClock(tx))
  return { progress: { claimed: 1 + locked.length, more: true, nextAt: null }, entered }
}

/** Object types that others read through: only their records can stand between a change and who looks farther. */
function typesBetween(definitions: Definitions): string[] {
  return [...definitions.catalogue.objectTypes.keys()].filter(definitions.readThroughAssociation)
}

async function discard(tx: Transaction, fanout: Fanout) {
  await advanceFanout(tx, fanout, null)
  return { progress: { claimed: 1, more: true, nextAt: null }, entered: [] }
}

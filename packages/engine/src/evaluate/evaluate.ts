// Evaluators: claim → lock → take → replay → settle → commit. What writers committed becomes enrollments and departures.
import type { Lane } from '@millrace/model'
import {
  lockRecords,
  type PendingChange,
  type PendingEvent,
  pickPendingRecords,
  readClock,
  takePendingChanges,
  takePendingEvents,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { isPlanted, reach } from '../faults.js'
import { idle, type Progress } from '../progress.js'
import { followValues } from '../waits/follow-values.js'
import { evaluateLooks } from './evaluate-looks.js'
import { groupBy } from './group-by.js'
import type { LookAt } from './look.js'
import { definitionsFor, fedByCursor, inTheirPlace } from './planted.js'

/** Records looked at in one transaction: its locks are held for some tens of milliseconds. */
const mostRecords = 500

/** Records that somebody else holds at this moment are tried again after this many ms. */
const busyPause = 20

const nothing = { progress: idle, entered: new Set<Lane>() }

/**
 * Looks at records of one account that changed, or that something happened to, and that nobody has looked at, in one lane.
 * After commit, under the record's lock, in a new statement (engine.md 3): the locks come first, everything is read
 * afterwards.
 */
export async function evaluate(engine: Engine, accountId: number, lane: Lane): Promise<Progress> {
  const { progress, entered } = await engine.db.withAccount(
    accountId,
    'shared',
    async (tx) => {
      const found = await pickPendingRecords(tx, lane, mostRecords, engine.slot % 2 === 0 ? 'front' : 'back')
      const picked = fedByCursor(engine, accountId, found)
      if (picked.length === 0) return nothing
      const ids = picked.map(({ id }) => id)
      const together = isPlanted(engine.faults, 'lock-and-read-together')
      const early = together ? await takePendingChanges(tx, ids) : null
      await reach(engine.faults, 'evaluate:picked')
      const locked = await lockRecords(tx, ids, { skipLocked: !together })
      await reach(engine.faults, 'evaluate:locked')
      const definitions = await definitionsFor(engine, tx)
      // Where nothing live waits for events, nobody writes any: only some that came before may be left.
      const told = definitions.awaitsEvents || picked.some(({ hasEvents }) => hasEvents)
      const [changes, events, now] = await Promise.all([
        early ?? takePendingChanges(tx, locked),
        told ? takePendingEvents(tx, locked) : [],
        readClock(tx),
      ])
      await reach(engine.faults, 'evaluate:taken')
      const looks = looksAt(changes, inTheirPlace(engine, events))
      const entered = new Set(await evaluateLooks(tx, definitions, looks, now))
      if ((await followValues(tx, definitions, changes, now)) > 0) entered.add('timers')
      await reach(engine.faults, 'evaluate:before-commit')
      return { progress: progressOf(picked.length, locked.length, now), entered }
    },
    { ahead: true },
  )
  await reach(engine.faults, 'evaluate:after-commit')
  // In this lane the same turn goes on with the wave.
  for (const woken of entered) if (woken !== lane) engine.waker.wake(accountId, woken)
  return progress
}

function progressOf(picked: number, locked: number, now: number): Progress {
  return {
    claimed: locked,
    more: picked === mostRecords && locked > 0,
    nextAt: locked < picked ? now + busyPause : null,
  }
}

function looksAt(changes: readonly PendingChange[], events: readonly PendingEvent[]): LookAt[] {
  const changesOf = groupBy(changes, ({ recordId }) => recordId)
  const eventsOf = groupBy(events, ({ recordId }) => recordId)
  return [...new Set([...changesOf.keys(), ...eventsOf.keys()])].map((recordId) => {
    const look = { recordId, changes: changesOf.get(recordId) ?? [], events: eventsOf.get(recordId) ?? [] }
    return { ...look, lane: (look.changes[0] ?? look.events[0])?.lane ?? 'bulk', chain: [] }
  })
}

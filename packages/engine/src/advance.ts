// One wave: claim → lock and load → run → settle → commit (engine.md 4). The row locks are the lease: a crash at any
// point releases them, and the next claim starts from the rows.
import type { Lane } from '@millrace/model'
import type { ClaimedEnrollment, Transaction } from '@millrace/store'
import { WavePorts } from './crm/wave-ports.js'
import type { Engine } from './engine.js'
import { reach } from './faults.js'
import { type ClaimedWave, claim, load } from './run/claim.js'
import { dueQueueOf } from './run/due-queue.js'
import { Movements } from './run/movements.js'
import { note, unnote } from './run/note.js'
import { beforeRecords, loneliness } from './run/planted.js'
import { quarantine } from './run/quarantine.js'
import { runWave } from './run/run-wave.js'
import { settle } from './run/settle.js'
import { isOwnFault, suspect } from './run/suspect.js'
import { isTimeout, timedOutTooOften } from './run/timeouts.js'
import { UnitOfWork } from './run/unit-of-work.js'
import type { Wave } from './run/wave.js'

/** Longest time a wave runs in memory before it settles and goes on in a new one, ms (engine.md 4). */
const usualRun = 50

/**
 * Advances one wave of an account's lane. `more`: the queue goes on. Throws what is about the server or the moment, for
 * the caller to try again; a failure of the wave's own makes its members suspect instead.
 */
export async function advance(
  engine: Engine,
  accountId: number,
  lane: Lane,
): Promise<{ readonly claimed: number; readonly more: boolean }> {
  const attempt: Attempt = { running: [] }
  try {
    const done = await engine.db.withAccount(
      accountId,
      'shared',
      (tx) => advanceWave(engine, tx, lane, attempt),
      { indexOrder: true, ahead: true },
    )
    await reach(engine.faults, 'wave:committed')
    wakeAfter(engine, accountId, lane, done)
    if (done.claimed === 0) await unnote(engine)
    return { claimed: done.claimed, more: done.more }
  } catch (error) {
    // Whoever was claimed is due still, however long ago that was.
    dueQueueOf(engine, accountId, lane).lookBack()
    return afterFailure(engine, accountId, attempt, error)
  }
}

/** What is known of a wave when it fails. */
interface Attempt {
  running: readonly ClaimedEnrollment[]
}

async function advanceWave(engine: Engine, tx: Transaction, lane: Lane, attempt: Attempt): Promise<WaveDone> {
  const queue = dueQueueOf(engine, tx.accountId, lane)
  await beforeRecords(engine, tx, lane)
  const claimed = await claim(tx, lane, queue, performance.now(), loneliness(engine))
  await reach(engine.faults, 'wave:locked')
  if (claimed.poisoned.length > 0) return quarantined(tx, claimed)
  if (claimed.running.length === 0) return nothingDone(claimed)
  attempt.running = claimed.running
  const [{ records, ...loaded }] = await Promise.all([
    load(tx, claimed.definitions, claimed.running),
    note(engine, tx.accountId, claimed.running),
  ])
  await reach(engine.faults, 'wave:loaded')
  const wave = waveOf(tx, claimed, loaded, engine.longestRun ?? usualRun)
  for (const record of records.values()) wave.work.adopt(record)
  const result = await runWave(wave)
  await reach(engine.faults, 'wave:ran')
  const done = await settle(tx, wave, result, engine)
  if (done.leftBehind) queue.lookBack()
  await reach(engine.faults, 'wave:settled')
  return { ...done, claimed: claimed.running.length, more: claimed.more || done.leftBehind }
}

function waveOf(
  tx: Transaction,
  { now, definitions, running }: ClaimedWave,
  loaded: Pick<Wave, 'moves' | 'awaited'>,
  longestRun: number,
): Wave {
  const work = new UnitOfWork(now)
  const movements = new Movements()
  const scope = { tx, definitions, work, movements, enrollments: running }
  const until = performance.now() + longestRun
  return {
    now,
    definitions,
    work,
    enrollments: running,
    ...loaded,
    movements,
    crmFor: (workflow, step, members) => new WavePorts(scope, workflow, step, members),
    spent: () => performance.now() >= until,
  }
}

interface WaveDone {
  readonly claimed: number
  readonly more: boolean
  readonly news: boolean
  readonly effects: boolean
  readonly released: boolean
  readonly firstDueAt: number | null
}

const nothing = { news: false, effects: false, released: false, firstDueAt: null }

function nothingDone({ more }: ClaimedWave): WaveDone {
  return { ...nothing, claimed: 0, more }
}

async function quarantined(tx: Transaction, { poisoned, now }: ClaimedWave): Promise<WaveDone> {
  await quarantine(tx, poisoned, now)
  return { ...nothing, claimed: poisoned.length, more: true }
}

/** After commit: evaluators look at what was written, dispatchers at effects, timers at the first of them. */
function wakeAfter({ waker }: Engine, accountId: number, lane: Lane, done: WaveDone): void {
  if (done.news) waker.wake(accountId, 'bulk')
  if (done.effects) waker.wake(accountId, lane)
  if (done.released) waker.wake(accountId, 'timers')
  if (done.firstDueAt !== null) waker.wake(accountId, 'timers', done.firstDueAt)
}

async function afterFailure(engine: Engine, accountId: number, attempt: Attempt, error: unknown) {
  const { running } = attempt
  if (isTimeout(error)) {
    await suspect(engine, accountId, timedOutTooOften(engine, accountId, running))
    throw error
  }
  if (running.length === 0 || !isOwnFault(error)) throw error
  await suspect(engine, accountId, running)
  await unnote(engine)
  return { claimed: running.length, more: true }
}

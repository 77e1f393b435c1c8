import { randomUUID } from 'node:crypto'
import { type Lane, lanes } from '@millrace/model'
import { accountIds, type Database, type DueWork, dueWork, raiseWork, removeWorker } from '@millrace/store'
import { DispatchLoop } from './dispatch-loop.js'
import type { Engine } from './engine.js'
import { every } from './every.js'
import type { Faults } from './faults.js'
import { keep, keepDaily } from './keep/keep.js'
import type { Turn } from './lane-queue.js'
import { Loop } from './loop.js'
import type { Observer } from './observer.js'
import { createDispatcher } from './outbox/dispatcher.js'
import { defaultLimits } from './outbox/outbox-settings.js'
import { Presence } from './presence.js'
import { isServerTrouble } from './server-trouble.js'
import { defaultWorkerSettings, type WorkerLog, type WorkerSettings } from './settings.js'
import { createTurns } from './turns.js'
import { createWaker } from './wake.js'

export interface WorkerInput {
  readonly db: Database
  readonly settings?: WorkerSettings
  readonly log?: WorkerLog
  readonly faults?: Faults
  readonly observer?: Observer
}

export interface Worker {
  readonly workerId: string
  /** Claims nothing more, finishes what runs, takes its notes and itself out of the database. */
  close(): Promise<void>
}

const day = 86_400_000
const noLog: WorkerLog = { info() {}, warn() {}, error() {} }

/**
 * Runs the engine in this process until it is closed: evaluators, waves, builds, timers, the dispatcher and the keeper.
 * Any number of workers may run on one database; a server that goes away is waited for.
 */
export async function startWorker(input: WorkerInput): Promise<Worker> {
  const { db, settings, log = noLog, faults, observer } = input
  const { slots, spareSlots, pollMs, probeMs, keepMs } = { ...defaultWorkerSettings, ...settings }
  const workerId = randomUUID()
  const waker = createWaker(db, workerId)
  const engineOf = (slot: number): Engine => ({
    db,
    waker,
    workerId,
    slot,
    ...(faults && { faults }),
    ...(observer && { observer }),
  })
  const engine = engineOf(slots + spareSlots)
  const report = reportTrouble(log)
  const trouble = (error: unknown, fields: object) => {
    observer?.trouble()
    report(error, fields)
  }

  const dispatcher = createDispatcher(
    engine,
    {
      allowedHosts: settings?.allowedHosts ?? [],
      secretKey: settings?.secretKey ?? null,
      smtpUrl: settings?.smtpUrl,
      publicUrl: settings?.publicUrl,
      mailFrom: settings?.mailFrom,
      limits: { ...defaultLimits, ...settings?.limits },
    },
    (accountId) => outside.wake(accountId),
  )
  const outside = new DispatchLoop(
    (accountId) => dispatcher.dispatch(accountId),
    (error, accountId) => trouble(error, { accountId, work: 'dispatch' }),
  )
  const hints = new Map<string, DueWork>()
  const takeTurn = createTurns(Array.from({ length: slots + spareSlots }, (_, slot) => engineOf(slot)))
  const loop = new Loop(
    { count: slots, spare: spareSlots },
    async (turn, slot, yields) => {
      const progress = await takeTurn(turn, slot, yields)
      if (progress.advanced) outside.wake(turn.accountId)
      return progress
    },
    { exhausted: (turn) => raise(db, hints, turn), failed: (error, turn) => trouble(error, { ...turn }) },
  )
  waker.onWork((accountId, lane) => loop.wake(accountId, lane))

  let accounts: readonly number[] = []
  const probe = every(
    probeMs,
    async () => {
      accounts = await accountIds(db)
      loop.wakeAll(accounts)
      for (const accountId of accounts) outside.wake(accountId)
    },
    (error) => trouble(error, { work: 'probe' }),
  )
  const chores = [
    probe,
    every(
      pollMs,
      () => poll(db, hints, loop),
      (error) => trouble(error, { work: 'poll' }),
    ),
    every(
      keepMs,
      () => keep(engine, accounts),
      (error) => trouble(error, { work: 'keep' }),
    ),
    every(
      day,
      async () => keepDaily(engine, await accountIds(db)),
      (error) => trouble(error, { work: 'purge' }),
    ),
  ]
  const presence = new Presence(db.url, workerId, {
    heard: (payload) => hear(payload, workerId, loop),
    present: () => probe.now(),
  })
  await presence.open()
  loop.start()
  log.info({ workerId, slots }, 'working')

  let closing: Promise<void> | undefined
  const close = async () => {
    await Promise.all(chores.map((chore) => chore.close()))
    await loop.close()
    await outside.close()
    await dispatcher.close()
    await waker.close()
    await removeWorker(db, workerId).catch((error: unknown) => trouble(error, { work: 'leaving' }))
    await presence.close()
    log.info({ workerId }, 'drained')
  }
  return { workerId, close: () => (closing ??= close()) }
}

async function poll(db: Database, hints: Map<string, DueWork>, loop: Loop): Promise<void> {
  for (const hint of await dueWork(db)) {
    hints.set(`${hint.accountId} ${hint.lane}`, hint)
    loop.wake(hint.accountId, hint.lane)
  }
}

/** A hint is raised by whoever acted on it and found nothing (engine.md 4). */
async function raise(db: Database, hints: Map<string, DueWork>, { accountId, lane }: Turn): Promise<void> {
  const key = `${accountId} ${lane}`
  const hint = hints.get(key)
  if (!hint) return
  hints.delete(key)
  await db.withAccount(accountId, 'shared', (tx) => raiseWork(tx, hint))
}

/** `sender account lane account lane …`; our own waker has told us already. */
function hear(payload: string, workerId: string, loop: Loop): void {
  const [sender, ...words] = payload.split(' ')
  if (sender === workerId) return
  for (let i = 0; i + 1 < words.length; i += 2) {
    const accountId = Number(words[i])
    const lane = lanes.find((known): known is Lane => known === words[i + 1])
    if (lane && Number.isSafeInteger(accountId)) loop.wake(accountId, lane)
  }
}

/** One line when the server goes away, not one for each slot and poll until it is back. */
function reportTrouble(log: WorkerLog): (error: unknown, fields: object) => void {
  let saidAt = Number.NEGATIVE_INFINITY
  return (error, fields) => {
    if (!isServerTrouble(error))
      return log.error({ ...fields, err: error }, 'work failed and will be tried again')
    if (performance.now() - saidAt < 10_000) return
    saidAt = performance.now()
    log.warn({ ...fields, err: error }, 'the database is away; waiting for it')
  }
}

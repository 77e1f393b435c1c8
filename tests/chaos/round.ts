// One round of chaos: warm-up, faults, quiet until everything has drained, then the invariants I1 to I12.
import { audit, type PlantedDefect } from '@millrace/engine'
import { type Arena, openArena } from './arena.js'
import { checkCalls, repetitions } from './check-calls.js'
import { checkAccount, checkInstallation } from './check-database.js'
import { checkProcess } from './check-processes.js'
import { jump } from './clock.js'
import { Dice } from './dice.js'
import { drain } from './drain.js'
import { FaultLog } from './fault-log.js'
import { inflictFaults } from './inflict.js'
import { keepBusy, prepare } from './load.js'
import { pause } from './wait.js'

export interface RoundOptions {
  readonly seed: number
  readonly warmUpMs: number
  readonly faultsMs: number
  /** Least and most between two faults. */
  readonly paceMs: readonly [number, number]
  /** How long the quiet phase may take. */
  readonly drainMs: number
  /** Contacts of each account that are there before the workflows. */
  readonly existing: number
  /** What the workers do wrong; absent: nothing. */
  readonly planted?: PlantedDefect | undefined
}

export interface RoundReport {
  readonly seed: number
  /** What must not have happened; empty: everything held. */
  readonly findings: readonly string[]
  readonly faults: FaultLog
  readonly figures: Readonly<Record<string, unknown>>
}

export async function runRound(options: RoundOptions): Promise<RoundReport> {
  const faults = new FaultLog()
  const arena = await openArena(options.seed, faults, options.planted)
  const clock = runClock(arena)
  try {
    await Promise.all(arena.tenants.map((tenant) => prepare(tenant, arena.receiver.port, options.existing)))
    await breakThings(arena, options, faults)
    const quietAt = Date.now()
    arena.receiver.quiet = true
    arena.proxy.heal()
    const stuck = await drain(arena.admin, options.drainMs, 20_000)
    const drainedAt = Date.now()
    await clock.stop()
    const findings = [...stuck, ...(await check(arena)), ...(await stopAll(arena))]
    return {
      seed: options.seed,
      findings,
      faults,
      figures: await figures(arena, faults, drainedAt - quietAt),
    }
  } finally {
    await clock.stop()
    await arena.close()
  }
}

async function breakThings(arena: Arena, options: RoundOptions, faults: FaultLog): Promise<void> {
  const dice = new Dice(options.seed)
  const faultsFrom = Date.now() + options.warmUpMs
  const until = faultsFrom + options.faultsMs
  const busy = arena.tenants.map((tenant) =>
    keepBusy(tenant, new Dice(options.seed + tenant.accountId), until),
  )
  await pause(options.warmUpMs)
  await inflictFaults(arena, dice, faults, until, options.paceMs)
  await Promise.all(busy)
}

/** Moves those who wait, and looks at the processes' memory. */
function runClock(arena: Arena) {
  let stopped = false
  const tick = async () => {
    while (!stopped) {
      await jump(arena.admin).catch(() => {})
      for (const process of [arena.api, ...arena.workers]) process.measure()
      await pause(700)
    }
  }
  const ticking = tick()
  return {
    stop: async () => {
      stopped = true
      await ticking
    },
  }
}

async function check(arena: Arena): Promise<string[]> {
  const { admin, db, tenants, receiver } = arena
  const findings = await checkInstallation(admin)
  for (const tenant of tenants) {
    const audited = await audit(db, tenant.accountId)
    findings.push(...audited.map(({ check, subject, detail }) => `audit ${check}: ${subject}: ${detail}`))
    findings.push(
      ...(await checkAccount(
        admin,
        tenant,
        tenants.filter((other) => other !== tenant),
      )),
    )
  }
  findings.push(...(await checkCalls(admin, tenants, receiver.calls)))
  return findings
}

async function stopAll({ api, workers }: Arena): Promise<string[]> {
  const processes = [api, ...workers]
  const drained = await Promise.all(processes.map((process) => process.stop(30_000)))
  return processes.flatMap((process, index) => [
    ...checkProcess(process),
    ...(drained[index] ? [] : [`${process.name} did not stop when it was asked to`]),
  ])
}

async function figures(
  { admin, receiver, proxy, api, workers, postgres }: Arena,
  faults: FaultLog,
  drainMs: number,
) {
  const { rows } = await admin.query<Record<string, number>>(`
    SELECT (SELECT count(*) FROM enrollments)::int AS enrollments, (SELECT count(*) FROM action_log)::int AS steps,
      (SELECT count(*) FROM records)::int AS records,
      (SELECT count(*) FROM enrollments WHERE state = 'person')::int AS quarantined`)
  return {
    ...rows[0],
    calls: receiver.calls.length,
    repetitions: repetitions(receiver.calls),
    lostCommits: proxy.lostCommits,
    drainSeconds: Math.round(drainMs / 100) / 10,
    mostMib: Math.round(Math.max(...[api, ...workers].map((process) => process.mostMib))),
    faults: faults.counts(),
    // A fault that cannot be had here is not inflicted, and the round says why.
    ...(typeof postgres.disk === 'string' && { diskNotFilled: postgres.disk }),
  }
}

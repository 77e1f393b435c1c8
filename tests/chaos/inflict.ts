// The faults: drawn from the seed one after another, each written down before it is inflicted.
import type { Arena } from './arena.js'
import { storm } from './connection-storm.js'
import type { Dice } from './dice.js'
import type { FaultLog } from './fault-log.js'
import { leaseSeconds } from './lease-seconds.js'
import { migrateUnderLoad } from './migrate-under-load.js'
import { SmallDisk } from './small-disk.js'
import { pause, until as waitUntil } from './wait.js'

const weights = {
  'kill worker': 34,
  'freeze worker': 18,
  'cut connection': 14,
  'terminate backend': 10,
  'lose commits': 12,
  'kill api': 4,
  'kill postgres': 5,
  'kill everything': 3,
  'connection storm': 4,
  migrate: 6,
  'fill disk': 3,
} as const
type Kind = keyof typeof weights

export async function inflictFaults(
  arena: Arena,
  dice: Dice,
  log: FaultLog,
  until: number,
  paceMs: readonly [number, number],
): Promise<void> {
  const thaws: Promise<void>[] = []
  while (Date.now() < until) {
    await inflict(arena, dice, log, dice.weighed(weights), thaws)
    await pause(dice.between(...paceMs))
  }
  await Promise.all(thaws)
}

async function inflict(
  arena: Arena,
  dice: Dice,
  log: FaultLog,
  kind: Kind,
  thaws: Promise<void>[],
): Promise<void> {
  const worker = dice.pick(arena.workers)
  const { api, proxy } = arena
  switch (kind) {
    case 'kill worker':
      log.add(kind, worker?.name)
      return worker?.killHard()
    case 'freeze worker': {
      const ms = Math.round(leaseSeconds * 1000 * (1.2 + dice.next() * 1.2))
      log.add(kind, `${worker?.name} for ${ms} ms`)
      worker?.freeze()
      thaws.push(
        pause(ms).then(() => {
          log.add('thaw worker', worker?.name)
          worker?.thaw()
        }),
      )
      return
    }
    case 'cut connection':
      log.add(kind)
      proxy.cutOne(dice)
      return
    case 'terminate backend':
      log.add(kind)
      return terminateOne(arena, dice)
    case 'lose commits':
      log.add(kind)
      return proxy.loseCommits(dice)
    case 'kill api':
      log.add(kind)
      return api.killHard()
    case 'kill postgres':
      log.add(kind)
      return killPostgres(arena, dice, log)
    case 'kill everything':
      log.add(kind)
      for (const process of [api, ...arena.workers]) process.killHard()
      return killPostgres(arena, dice, log)
    case 'connection storm': {
      log.add(kind)
      const end = await storm(arena.postgres.url)
      await pause(dice.between(300, 1500))
      return end()
    }
    case 'migrate': {
      const n = dice.between(1, 1000)
      log.add(kind, `column ${n}`)
      thaws.push(
        migrateUnderLoad(arena.postgres.url, n).then((done) =>
          log.add(done ? 'migrated' : 'gave up migrating'),
        ),
      )
      return
    }
    case 'fill disk':
      return fillDisk(arena, dice, log)
  }
}

/** The server may give up altogether; once there is room again it comes back by itself, or is started again. */
async function fillDisk({ postgres }: Arena, dice: Dice, log: FaultLog): Promise<void> {
  const { disk } = postgres
  if (!(disk instanceof SmallDisk)) return log.add('disk not filled', disk)
  log.add('fill disk')
  await disk.fill()
  await pause(dice.between(200, 1500))
  await disk.free()
  log.add('disk is free', postgres.isAlive ? '' : 'postgres had ended')
  await waitUntil(async () => {
    if (!postgres.isAlive) await postgres.revive()
    return postgres.answers()
  }, 60_000)
}

async function terminateOne({ admin }: Arena, dice: Dice): Promise<void> {
  await admin.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'millrace%'
     ORDER BY md5(pid || $1) LIMIT 1`,
    [String(dice.between(0, 1e9))],
  )
}

async function killPostgres({ postgres }: Arena, dice: Dice, log: FaultLog): Promise<void> {
  await postgres.killHard()
  await pause(dice.between(0, 1500))
  await postgres.restart()
  log.add('postgres is back')
}

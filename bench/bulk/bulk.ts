import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Bench } from '../bench.ts'
import { type Figure, figureOf } from '../measure/figure.ts'
import { alternate, ratios } from '../measure/pairs.ts'
import { openGround, type Sample } from './ground.ts'

const speed = async (sample: Promise<Sample>) => (await sample).stepsPerSecond
const rate = (value: number) => `${Math.round(value).toLocaleString('en-US')} steps/s`
const middle = (values: readonly number[]) => figureOf('', values, '', null).value

/** Enrollments a peer is given: enough for some seconds. */
const peers = [
  { name: 'bulk.vs-dbos', script: 'dbos', count: 2_000, target: 60 },
  { name: 'bulk.vs-restate', script: 'restate', count: 2_000, target: 60 },
  { name: 'bulk.vs-graphile-worker', script: 'graphile-worker', count: 3_000, target: 40 },
  { name: 'bulk.vs-pg-boss', script: 'pg-boss', count: 5_000, target: 15 },
  { name: 'bulk.vs-pg-boss-own-sql', script: 'pg-boss', mode: 'together', count: 20_000, target: null },
]

export const bulk: Bench = {
  names: [
    'bulk.statements-per-wave',
    'bulk.vs-sql',
    'bulk.wal-per-step',
    'bulk.vs-batch-job',
    ...peers.map((peer) => peer.name),
  ],
  what: '100,000 enrollments, two property writes and a branch each, every durable effect; 40 properties',
  async run(context) {
    const ground = await openGround(context, 40)
    const figures: Figure[] = []
    try {
      if (context.wanted('bulk.statements-per-wave'))
        figures.push(
          figureOf('bulk.statements-per-wave', await ground.statementsPerWave(), 'statements', {
            atMost: 12,
          }),
        )
      if (context.wanted('bulk.vs-sql') || context.wanted('bulk.wal-per-step')) {
        const wal: { ours: number[]; theirs: number[] } = { ours: [], theirs: [] }
        const pairs = await alternate(
          context.pairs,
          async () => note(await ground.ours(), wal.ours),
          async () => note(await ground.byHand(), wal.theirs),
        )
        figures.push(
          figureOf('bulk.vs-sql', ratios(pairs), 'ratio', { atLeast: 0.7 }, ourRate(pairs, 'by hand')),
          figureOf(
            'bulk.wal-per-step',
            wal.ours.map((bytes, i) => bytes / (wal.theirs[i] ?? Number.NaN)),
            'ratio',
            { atMost: 1.15 },
            `${Math.round(middle(wal.ours))} B a step`,
          ),
        )
      }
      if (context.wanted('bulk.vs-batch-job')) {
        const pairs = await alternate(
          context.pairs,
          () => speed(ground.ours()),
          () => speed(ground.batchJob()),
        )
        figures.push(
          figureOf(
            'bulk.vs-batch-job',
            ratios(pairs),
            'ratio',
            { atLeast: 0.8 },
            ourRate(pairs, 'batch job'),
          ),
        )
      }
      for (const { name, script, count, target, mode } of peers) {
        if (!context.wanted(name)) continue
        installPeers(context.log)
        const peer = () => ground.peer(script, Math.round(count * context.scale), mode)
        const pairs = await alternate(context.pairs, () => speed(ground.ours()), peer)
        const gate = target === null ? null : { atLeast: target }
        figures.push(figureOf(name, ratios(pairs), 'ratio', gate, ourRate(pairs, script)))
      }
    } finally {
      await ground.close()
    }
    return figures
  },
}

/** The guard: wide records must not cost what they do not touch. */
export const bulkWide: Bench = {
  names: ['bulk.vs-sql-150'],
  what: 'the same against the hand-written statement, 150 properties',
  async run(context) {
    const ground = await openGround(context, 150)
    try {
      const pairs = await alternate(
        context.pairs,
        () => speed(ground.ours()),
        () => speed(ground.byHand()),
      )
      return [
        figureOf('bulk.vs-sql-150', ratios(pairs), 'ratio', { atLeast: 0.7 }, ourRate(pairs, 'by hand')),
      ]
    } finally {
      await ground.close()
    }
  },
}

function note({ stepsPerSecond, walPerStep }: Sample, wal: number[]): number {
  wal.push(walPerStep)
  return stepsPerSecond
}

function ourRate(pairs: readonly { ours: number; theirs: number }[], other: string): string {
  return `${rate(middle(pairs.map((pair) => pair.ours)))}; ${other} ${rate(middle(pairs.map((pair) => pair.theirs)))}`
}

/** The peers have a lock file of their own and are installed at their first measurement. */
function installPeers(log: (line: string) => void): void {
  const folder = join(import.meta.dirname, '..', 'peers')
  if (existsSync(join(folder, 'node_modules'))) return
  log('installing the peers')
  execFileSync('npm', ['ci', '--ignore-scripts', '--loglevel=error'], { cwd: folder, stdio: 'ignore' })
}

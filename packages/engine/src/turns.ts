import type { Lane } from '@millrace/model'
import { type OccasionalWork, readOccasionalWork } from '@millrace/store'
import { advance } from './advance.js'
import type { Engine } from './engine.js'
import { evaluate } from './evaluate/evaluate.js'
import { evaluateByClock } from './evaluate/evaluate-by-clock.js'
import { expandFanout } from './evaluate/expand-fanout.js'
import { lookAtUsers } from './evaluate/look-at-users.js'
import type { Turn } from './lane-queue.js'
import { buildList } from './lists/build-list.js'
import { buildSnapshot } from './lists/build-snapshot.js'
import type { Progress } from './progress.js'
import { build } from './publish/build.js'
import { moveProperties } from './publish/move-properties.js'
import { turnOffDue } from './publish/turn-off-due.js'
import { beginRuns } from './schedules/begin-runs.js'
import { runSchedule } from './schedules/run-schedule.js'
import { release } from './waits/release.js'
import { retime } from './waits/retime.js'

type Run = (engine: Engine, accountId: number, lane: Lane, yields: () => boolean) => Promise<Progress>

interface Job {
  readonly run: Run
  /** Left out of a turn whose look at occasional work says that there is nothing for it. */
  readonly when?: keyof OccasionalWork
}

/** How long waves follow one another before a turn looks again for whoever else may be let in, ms. */
const longestRow = 250

/**
 * Waves in a row: what else a turn looks at costs a transaction each, which after every wave of a bulk enrollment would
 * halve it (measured). Between two waves an earlier lane may step in.
 */
const waves: Run = async (engine, accountId, lane, yields) => {
  const until = performance.now() + longestRow
  let claimed = 0
  for (;;) {
    const startedAt = performance.now()
    const wave = await advance(engine, accountId, lane)
    claimed += wave.claimed
    if (wave.claimed > 0) engine.observer?.wave(lane, wave.claimed, (performance.now() - startedAt) / 1000)
    if (!wave.more || yields() || performance.now() > until)
      return { claimed, advanced: claimed, more: wave.more, nextAt: null }
  }
}

/** What a turn in each lane consists of: first whatever may let people in, then the waves that move them. */
const jobs: Readonly<Record<Lane, readonly Job[]>> = {
  interactive: [{ run: evaluate }, { run: waves }],
  timers: [
    // Before anybody is let in: nobody enters after its moment.
    { run: turnOffDue, when: 'turnOffs' },
    { run: evaluate },
    { run: evaluateByClock, when: 'clock' },
    { run: beginRuns, when: 'schedules' },
    { run: release, when: 'ends' },
    { run: waves },
  ],
  bulk: [
    { run: evaluate },
    { run: expandFanout, when: 'fanout' },
    { run: lookAtUsers, when: 'users' },
    { run: moveProperties, when: 'moves' },
    { run: build, when: 'publications' },
    { run: (engine, accountId) => runSchedule(engine, accountId), when: 'runs' },
    { run: retime, when: 'retimings' },
    { run: buildList, when: 'lists' },
    { run: buildSnapshot, when: 'lists' },
    { run: waves },
  ],
}

/**
 * Takes turns in the slots of one worker. A turn that stops early because an earlier lane waits goes on next time with the
 * job it did not come to.
 */
export function createTurns(engines: readonly Engine[]) {
  const cameTo = new Map<string, number>()
  return async (turn: Turn, slot: number, yields: () => boolean): Promise<Progress> => {
    const engine = engines[slot]
    if (!engine) throw new RangeError(`there is no slot ${slot}`)
    const key = `${slot} ${turn.accountId} ${turn.lane}`
    const ofLane = jobs[turn.lane]
    const first = cameTo.get(key) ?? 0
    cameTo.delete(key)
    let total: Progress = { claimed: 0, more: false, nextAt: null }
    let work: OccasionalWork | undefined
    for (let i = 0; i < ofLane.length; i++) {
      if (i > 0 && yields()) {
        cameTo.set(key, (first + i) % ofLane.length)
        return { ...total, more: true }
      }
      const job = ofLane[(first + i) % ofLane.length]
      if (!job) continue
      if (job.when) {
        work ??= await readOccasionalWork(engine.db, turn.accountId)
        if (!work[job.when]) continue
      }
      total = added(total, await job.run(engine, turn.accountId, turn.lane, yields))
    }
    return total
  }
}

function added(total: Progress, progress: Progress): Progress {
  const { nextAt } = progress
  return {
    claimed: total.claimed + progress.claimed,
    advanced: (total.advanced ?? 0) + (progress.advanced ?? 0),
    more: total.more || progress.more,
    nextAt:
      nextAt === null || total.nextAt === null ? (nextAt ?? total.nextAt) : Math.min(nextAt, total.nextAt),
  }
}

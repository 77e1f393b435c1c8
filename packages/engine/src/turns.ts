import type { Lane } from '@millrace/model'
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
import { release } from './waits/release.js'
import { retime } from './waits/retime.js'

type Job = (engine: Engine, accountId: number, lane: Lane, yields: () => boolean) => Promise<Progress>

/** How long waves follow one another before a turn looks again for whoever else may be let in, ms. */
const longestRow = 250

/**
 * Waves in a row: what else a turn looks at costs a transaction each, which after every wave of a bulk enrollment would
 * halve it (measured). Between two waves an earlier lane may step in.
 */
const waves: Job = async (engine, accountId, lane, yields) => {
  const until = performance.now() + longestRow
  let claimed = 0
  for (;;) {
    const startedAt = performance.now()
    const wave = await advance(engine, accountId, lane)
    claimed += wave.claimed
    if (wave.claimed > 0) engine.observer?.wave(lane, wave.claimed, (performance.now() - startedAt) / 1000)
    if (!wave.more || yields() || performance.now() > until) return { claimed, more: wave.more, nextAt: null }
  }
}

/** What a turn in each lane consists of: first whatever may let people in, then the waves that move them. */
const jobs: Readonly<Record<Lane, readonly Job[]>> = {
  interactive: [evaluate, waves],
  timers: [evaluate, evaluateByClock, release, waves],
  bulk: [evaluate, expandFanout, lookAtUsers, moveProperties, build, retime, buildList, buildSnapshot, waves],
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
    for (let i = 0; i < ofLane.length; i++) {
      if (i > 0 && yields()) {
        cameTo.set(key, (first + i) % ofLane.length)
        return { ...total, more: true }
      }
      const job = ofLane[(first + i) % ofLane.length]
      if (job) total = added(total, await job(engine, turn.accountId, turn.lane, yields))
    }
    return total
  }
}

function added(total: Progress, progress: Progress): Progress {
  const { nextAt } = progress
  return {
    claimed: total.claimed + progress.claimed,
    more: total.more || progress.more,
    nextAt:
      nextAt === null || total.nextAt === null ? (nextAt ?? total.nextAt) : Math.min(nextAt, total.nextAt),
  }
}

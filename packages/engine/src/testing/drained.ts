import type { Engine } from '../engine.js'
import { evaluate } from '../evaluate/evaluate.js'
import { evaluateByClock } from '../evaluate/evaluate-by-clock.js'
import { expandFanout } from '../evaluate/expand-fanout.js'
import { lookAtUsers } from '../evaluate/look-at-users.js'
import { buildList } from '../lists/build-list.js'
import { buildSnapshot } from '../lists/build-snapshot.js'
import { build } from '../publish/build.js'
import { beginRuns } from '../schedules/begin-runs.js'
import { runSchedule } from '../schedules/run-schedule.js'

/** One look at everything that may let records in or out, without the waves that would move them; how much there was. */
export async function looked(engine: Engine, accountId: number): Promise<number> {
  const turns = [
    await evaluate(engine, accountId, 'interactive'),
    await evaluate(engine, accountId, 'timers'),
    await evaluate(engine, accountId, 'bulk'),
    await expandFanout(engine, accountId),
    await lookAtUsers(engine, accountId),
    await evaluateByClock(engine, accountId),
    await build(engine, accountId),
    await beginRuns(engine, accountId),
    await runSchedule(engine, accountId),
    await buildList(engine, accountId),
    await buildSnapshot(engine, accountId),
  ]
  return turns.reduce((all, { claimed }) => all + claimed, 0)
}

/** Looks until twice in a row there is nothing left. */
export async function drained(engine: Engine, accountId: number): Promise<void> {
  for (let quiet = 0; quiet < 2; ) quiet = (await looked(engine, accountId)) === 0 ? quiet + 1 : 0
}

import {
  claimDueSchedules,
  type Definitions,
  definitionsOf,
  deleteSchedules,
  noteSchedulesFollowed,
  type RaisedIssue,
  raiseIssues,
  readClock,
  readSchedules,
  type StartingRun,
  schedulesAreFollowed,
  startRuns,
  type WorkflowSchedule,
  writeSchedules,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { reach } from '../faults.js'
import type { Progress } from '../progress.js'
import { reckon } from './reckon.js'
import { runsDue } from './runs-due.js'

/** Schedules begun in one transaction. */
const most = 100

/**
 * Begins the runs that are due, in the timers lane: each is one row, and the bulk lane does what it says. A schedule and its
 * runs move on in one transaction, so that whoever dies in between leaves it due.
 */
export async function beginRuns(engine: Engine, accountId: number): Promise<Progress> {
  await followSchedules(engine, accountId)
  const { claimed, started } = await engine.db.withAccount(accountId, 'shared', async (tx) => {
    const due = await claimDueSchedules(tx, most)
    if (due.length === 0) return { claimed: 0, started: false }
    const plan = planFor(due, await definitionsOf(tx), await readClock(tx))
    await startRuns(tx, plan.starting)
    await writeSchedules(tx, plan.moved)
    await deleteSchedules(tx, plan.ended)
    await raiseIssues(tx, plan.starting.filter(({ missed }) => missed).map(missedIssue))
    await reach(engine.faults, 'schedules:before-commit')
    return { claimed: due.length, started: plan.starting.length > 0 }
  })
  if (started) engine.waker.wake(accountId, 'bulk')
  return { claimed, more: claimed === most, nextAt: null }
}

/**
 * Reckons anew what definitions changed that nobody published: a zone of the account is that of its workflows (W-SCH-2). Asked
 * once for each epoch in which something has a schedule.
 */
async function followSchedules({ db }: Engine, accountId: number): Promise<void> {
  const followed = await db.withAccount(accountId, 'shared', async (tx) => {
    const definitions = await definitionsOf(tx)
    if (schedulesAreFollowed(definitions)) return definitions
    const now = await readClock(tx)
    const stored = await readSchedules(tx)
    await writeSchedules(tx, changedOf(stored, definitions, now))
    return definitions
  })
  noteSchedulesFollowed(followed)
}

function changedOf(
  stored: readonly WorkflowSchedule[],
  { workflows }: Definitions,
  now: number,
): WorkflowSchedule[] {
  const known = new Map(stored.map(({ workflowId, reckonedFrom }) => [workflowId, reckonedFrom]))
  return [...workflows.values()].flatMap(({ compiled }) => {
    const schedule = reckon(compiled, now)
    return schedule && schedule.reckonedFrom !== known.get(compiled.workflowId) ? [schedule] : []
  })
}

interface Plan {
  readonly starting: StartingRun[]
  readonly moved: WorkflowSchedule[]
  /** Of workflows that have no schedule any more. */
  readonly ended: number[]
}

function planFor(due: readonly WorkflowSchedule[], { workflows }: Definitions, now: number): Plan {
  const plan: Plan = { starting: [], moved: [], ended: [] }
  for (const { workflowId, nextRunAt, reckonedFrom } of due) {
    const compiled = workflows.get(workflowId)?.compiled
    if (compiled?.trigger.kind !== 'schedule' || !compiled.isEnabled || nextRunAt === null) {
      plan.ended.push(workflowId)
      continue
    }
    const { objectTypeId, timeZone, trigger } = compiled
    const { runs, missed, next } = runsDue(trigger.schedule, timeZone, nextRunAt, now)
    const run = { workflowId, objectTypeId }
    plan.starting.push(...missed.map((scheduledFor) => ({ ...run, scheduledFor, missed: true })))
    plan.starting.push(...runs.map((scheduledFor) => ({ ...run, scheduledFor, missed: false })))
    plan.moved.push({ workflowId, reckonedFrom, nextRunAt: next })
  }
  return plan
}

/** M-ISS-6. */
function missedIssue({ workflowId, scheduledFor }: StartingRun): RaisedIssue {
  return {
    workflowId,
    actionId: null,
    recordId: null,
    enrollmentId: null,
    kind: 'schedule_missed',
    message: `The run of ${new Date(scheduledFor).toISOString()} was missed: nothing was running then, nor within a day after.`,
  }
}

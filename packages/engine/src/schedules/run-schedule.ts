import { dateWithin } from '@millrace/filters'
import { dateRanges, daysOfRun } from '@millrace/model'
import {
  advanceRun,
  allOf,
  cancelRuns,
  claimRun,
  type Definitions,
  definitionsOf,
  endOfChunk,
  type LiveWorkflow,
  lockMatching,
  type RecordChunk,
  type RecordCondition,
  readClock,
  type ScheduleRun,
  type Transaction,
} from '@millrace/store'
import type { Engine } from '../engine.js'
import { enrollBySet } from '../enroll/enroll-by-set.js'
import { reach } from '../faults.js'
import { idle, type Progress } from '../progress.js'

/** Records asked in one transaction: where all of them enroll, it still stays below a second. */
const usualChunk = 5_000

/**
 * Goes on with the account's oldest run: asks the next records by id, enrolls whoever meets the criteria, and stores how far
 * it came, in one transaction. They are judged by the values they have, at the one instant of the run.
 */
export async function runSchedule(
  engine: Engine,
  accountId: number,
  { chunkSize = usualChunk }: { readonly chunkSize?: number } = {},
): Promise<Progress> {
  const { progress, enrolled } = await engine.db.withAccount(
    accountId,
    'shared',
    async (tx) => {
      const run = await claimRun(tx)
      if (!run) return { progress: idle, enrolled: 0 }
      await reach(engine.faults, 'schedules:claimed')
      const definitions = await definitionsOf(tx)
      const workflow = definitions.workflows.get(run.workflowId)
      const enrolled = await runChunk(engine, tx, definitions, { run, workflow, chunkSize })
      return { progress: { claimed: 1, more: true, nextAt: null }, enrolled }
    },
    { wholeSets: true },
  )
  if (enrolled > 0) engine.waker.wake(accountId, 'bulk')
  return progress
}

interface RunChunk {
  readonly run: ScheduleRun
  readonly workflow: LiveWorkflow | undefined
  readonly chunkSize: number
}

async function runChunk(
  engine: Engine,
  tx: Transaction,
  definitions: Definitions,
  { run, workflow, chunkSize }: RunChunk,
): Promise<number> {
  const condition = workflow?.compiled.isEnabled ? conditionOf(workflow, run, definitions) : undefined
  if (!workflow || !condition) {
    await cancelRuns(tx, run.workflowId)
    return 0
  }
  const rest = { objectTypeId: workflow.compiled.objectTypeId, after: run.cursor ?? 0, to: run.lastRecordId }
  const { records, to } = await endOfChunk(tx, rest, chunkSize)
  const recordIds = await lockMatching(tx, { ...rest, to }, condition)
  await reach(engine.faults, 'schedules:locked')
  const done = await enrollLocked(tx, definitions, { ...rest, to, recordIds }, { run, workflow, condition })
  await advanceRun(tx, run, to >= run.lastRecordId || records === 0 ? null : to, done)
  await reach(engine.faults, 'schedules:run-before-commit')
  return done.enrolled
}

async function enrollLocked(
  tx: Transaction,
  definitions: Definitions,
  chunk: RecordChunk & { readonly recordIds: readonly number[] },
  {
    run,
    workflow,
    condition,
  }: {
    readonly run: ScheduleRun
    readonly workflow: LiveWorkflow
    readonly condition: RecordCondition
  },
): Promise<Pick<ScheduleRun, 'enrolled' | 'stillActive' | 'refused'>> {
  if (chunk.recordIds.length === 0) return { enrolled: 0, stillActive: 0, refused: 0 }
  const scheduledFor = new Date(run.scheduledFor).toISOString()
  return enrollBySet(
    tx,
    definitions,
    chunk,
    {
      workflow,
      ...condition,
      source: { type: 'SCHEDULE', scheduledFor },
      reEnroll: true,
      judgedAt: run.scheduledFor,
    },
    await readClock(tx),
  )
}

/** Whose turn it is, and who of them meets the criteria; undefined where the workflow has no schedule any more. */
function conditionOf(
  { compiled }: LiveWorkflow,
  { scheduledFor }: ScheduleRun,
  definitions: Definitions,
): RecordCondition | undefined {
  const { trigger, objectTypeId, timeZone } = compiled
  if (trigger.kind !== 'schedule') return undefined
  const { schedule, filter } = trigger
  const criteria = filter ? [filter.toSql(scheduledFor)] : []
  if (schedule.kind !== 'date') return allOf(criteria)
  const property = definitions.property(objectTypeId, schedule.property)
  if (!property) return undefined
  const days = daysOfRun(schedule, timeZone, scheduledFor)
  const ranges = dateRanges(schedule, days, property.type === 'datetime' ? timeZone : null)
  return allOf([dateWithin(property, ranges), ...criteria])
}

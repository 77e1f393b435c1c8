// Turning a workflow on, in three moments (engine.md 3): the epoch, then the build by record id, then it is complete.
import { isDeepStrictEqual } from 'node:util'
import { type CompiledWorkflow, compileWorkflow, type Flow } from '@millrace/definitions'
import { Problem } from '@millrace/model'
import {
  bumpEpoch,
  cancelPublications,
  type Database,
  type Definitions,
  definitionsOf,
  flagMoving,
  lockWorkflow,
  markPublished,
  type Publication,
  readClock,
  readRevision,
  readWorkflow,
  type StoredWorkflow,
  startPublication,
  type Transaction,
} from '@millrace/store'
import type { Waker } from '../engine.js'
import { setSchedule } from '../schedules/set-schedule.js'
import { unconfirmedAll } from '../schedules/unconfirmed-all.js'
import { type AllowedHosts, allowedHosts as hostsNamed } from '../webhooks/allowed-hosts.js'
import { changesGuards, lookInside } from './look-inside.js'
import { blocked, matchCount } from './match-count.js'
import { problemsOf } from './problems-of.js'

export interface PublishOptions {
  /** Whether records that meet the triggers now enroll (W-PUB-7). */
  readonly enrollExisting: boolean
  /** W-SCH-16: somebody knows that every record will be enrolled at each run; absent: nobody said so. */
  readonly confirmAllRecords?: boolean
  readonly note?: string | null
  /** Told once there is something to build or to move. */
  readonly waker?: Waker
  /** Private hosts that its actions may call; absent: none. */
  readonly allowedHosts?: AllowedHosts
  /** Runs around the turn-on, in its transaction under the exclusive lock: what it throws rolls back and ends it. */
  readonly around?: (tx: Transaction, turnOn: () => Promise<Publication>) => Promise<Publication>
}

/** Edits between the check and the turn-on make it check again, this often. */
const mostAttempts = 5

/**
 * Publishes the newest revision of a workflow and turns it on. Throws WORKFLOW_BLOCKED (422) with everything in the way,
 * INVALID_BODY where existing records cannot be asked for, and then nothing has changed. The answer tells how far the look
 * at existing records is; the workflow is on already.
 */
export async function publish(
  db: Database,
  accountId: number,
  workflowId: number,
  options: PublishOptions,
): Promise<Publication> {
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const checked = await db.withAccount(accountId, 'read', (tx) => check(tx, workflowId, options))
    const matching = options.enrollExisting
      ? await db.withAccount(accountId, 'read', (tx) => countOf(tx, workflowId))
      : null
    const letsOut = await changesGuards(db, accountId, workflowId)
    const publication = await db.withAccount(accountId, 'exclusive', (tx) =>
      turnOn(tx, checked, { ...options, matching }),
    )
    if (!publication) continue
    if (letsOut) await lookInside(db, accountId, workflowId)
    if (letsOut || checked.trigger.kind === 'schedule') options.waker?.wake(accountId, 'timers')
    options.waker?.wake(accountId, 'bulk')
    if (checked.turnsOffAt !== null) options.waker?.wake(accountId, 'timers', checked.turnsOffAt)
    return publication
  }
  throw new Problem('STALE_REVISION', `Workflow ${workflowId} is being edited at this moment; try again.`)
}

/**
 * Publishes what an edit left of a workflow that is on (W-RUN-16, PUT of an enabled flow): existing records stay as they
 * are.
 */
export function republish(
  db: Database,
  accountId: number,
  workflowId: number,
  options: Pick<PublishOptions, 'waker' | 'allowedHosts'> = {},
): Promise<Publication> {
  return publish(db, accountId, workflowId, { ...options, enrollExisting: false })
}

async function check(
  tx: Transaction,
  workflowId: number,
  options: PublishOptions,
): Promise<CompiledWorkflow> {
  const stored = await readWorkflow(tx, workflowId)
  if (!stored) throw new Problem('WORKFLOW_NOT_FOUND', `There is no workflow ${workflowId}.`)
  return compilePublishable(tx, await definitionsOf(tx), stored, options)
}

/** No private host is open. */
const none = hostsNamed([])

async function compilePublishable(
  tx: Transaction,
  definitions: Definitions,
  { id, revisionId, flow }: StoredWorkflow,
  { allowedHosts = none, confirmAllRecords, enrollExisting }: PublishOptions,
): Promise<CompiledWorkflow> {
  const problems = await problemsOf(tx, definitions, flow, allowedHosts)
  if (problems.length > 0) throw blocked(problems)
  const meta = { accountId: tx.accountId, workflowId: id, revisionId, isEnabled: true }
  const compiled = compileWorkflow(flow, meta, definitions.catalogue)
  if (!compiled.ok) throw blocked(compiled.problems)
  const unconfirmed = unconfirmedAll(compiled.workflow, definitions.workflows.get(id))
  if (unconfirmed && confirmAllRecords !== true) throw blocked([unconfirmed])
  if (enrollExisting && compiled.workflow.trigger.kind === 'schedule') throw atRunsOnly()
  if (enrollExisting && compiled.workflow.trigger.kind === 'event') throw nobodyExists()
  return compiled.workflow
}

/** W-SCH-15: existing records enter when the schedule runs. */
function atRunsOnly(): Problem {
  const message =
    'A schedule enrolls whoever meets the criteria at each run; nobody enters when it is turned on.'
  return new Problem('INVALID_BODY', message, { field: 'enrollExisting' })
}

/** W-PUB-20, W-EVS-2. */
function nobodyExists(): Problem {
  const message =
    'Events enroll those they happen to from now on: this workflow has no existing records to enroll.'
  return new Problem('INVALID_BODY', message, { field: 'enrollExisting' })
}

async function countOf(tx: Transaction, workflowId: number): Promise<number> {
  const stored = await readWorkflow(tx, workflowId)
  return stored ? (await matchCount(tx, await definitionsOf(tx), stored.flow)).count : 0
}

/**
 * The first moment, under the exclusive lock: no writer with older definitions is left when it commits. What the workflow
 * reads and writes sets out for the hot side with it; workers carry it there. Undefined when the workflow was edited since
 * it was checked.
 */
async function turnOn(
  tx: Transaction,
  checked: CompiledWorkflow,
  options: CountedOptions,
): Promise<Publication | undefined> {
  const stored = await lockWorkflow(tx, checked.workflowId)
  if (stored.revisionId !== checked.revisionId) return undefined
  const start = () => begin(tx, checked, stored, options)
  return options.around ? options.around(tx, start) : start()
}

type CountedOptions = PublishOptions & { readonly matching: number | null }

async function begin(
  tx: Transaction,
  { workflowId, revisionId, objectTypeId, turnsOffAt }: CompiledWorkflow,
  stored: StoredWorkflow,
  options: CountedOptions,
): Promise<Publication> {
  const { enrollExisting, note, matching } = options
  const compiled = await compilePublishable(tx, await definitionsOf(tx), stored, options)
  await flagMoving(tx, objectTypeId, compiled.hotProperties)
  const selectsNewly = enrollExisting || !(await sameTriggers(tx, stored))
  const epoch = await bumpEpoch(tx)
  await cancelPublications(tx, workflowId)
  const now = await readClock(tx)
  await setSchedule(tx, compiled, { wasOn: stored.isEnabled, now })
  await markPublished(tx, workflowId, revisionId, {
    enabledAt: now,
    enabledEpoch: epoch,
    note: note ?? null,
    turnsOffAt,
  })
  return startPublication(tx, {
    workflowId,
    revisionId,
    objectTypeId,
    epoch,
    enrollExisting,
    note: note ?? null,
    matching,
    looksAtExisting: compiled.trigger.kind === 'filter' && selectsNewly,
  })
}

/** Triggers that stay as they are have their baseline: only who meets new ones is asked about again (W-PUB-19). */
async function sameTriggers(tx: Transaction, stored: StoredWorkflow): Promise<boolean> {
  if (!stored.isEnabled || stored.publishedRevisionId === null) return false
  const published = await readRevision(tx, stored.id, stored.publishedRevisionId)
  return published !== undefined && isDeepStrictEqual(triggersIn(published.flow), triggersIn(stored.flow))
}

/** The same criteria beside a schedule have no baseline: they are asked at its runs. */
function triggersIn({ enrollmentCriteria, enrollmentSchedule, millrace }: Flow): unknown {
  return [enrollmentCriteria ?? null, enrollmentSchedule ?? null, millrace?.enrollmentSchedule ?? null]
}

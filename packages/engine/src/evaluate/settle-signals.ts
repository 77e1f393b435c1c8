import type { Lane } from '@millrace/model'
import {
  type Definitions,
  insertBaselinePairs,
  readStandings,
  type Standing,
  type Transaction,
} from '@millrace/store'
import { enroll } from '../enroll/enroll.js'
import type { EnrollRequest } from '../enroll/enroll-request.js'
import { leave } from '../leave/leave.js'
import type { Building } from './building.js'
import { effective, type Step } from './effective.js'
import { endOf } from './end-of.js'
import { groupBy } from './group-by.js'
import type { Signal } from './signal.js'

/** The steps of one record and workflow that are still to be taken, and the enrollment that is active meanwhile. */
interface Progress {
  readonly steps: readonly Step[]
  enrollmentId: number | null
}

/**
 * Lets people in and out. A pair's signals take effect one after another (in, out, in again); of all pairs the first ones
 * are settled together, then the second ones, and so on: nearly always one round. Returns the lanes in which somebody
 * entered, or may go on because what it waited for has ended.
 */
export async function settleSignals(
  tx: Transaction,
  definitions: Definitions,
  signals: readonly Signal[],
  building: Building,
  now: number,
): Promise<ReadonlySet<Lane>> {
  const entered = new Set<Lane>()
  if (signals.length === 0) return entered
  await insertBaselinePairs(
    tx,
    signals
      .filter(({ kind }) => kind === 'baseline')
      .map(({ workflow, record }) => pair(workflow, record.id)),
  )
  const pairs = groupBy(signals, ({ workflow, record }) => keyOf(pair(workflow, record.id)))
  const found = firstTimeOnly(signals, pairs.size) ? [] : await standingsOf(tx, signals)
  const standings = new Map(found.map((standing) => [keyOf(standing), standing]))
  const all = [...pairs].map(([key, ofPair]): Progress => {
    const standing = standings.get(key)
    return {
      steps: effective(ofPair, standing, building, now),
      enrollmentId: standing?.enrollmentId ?? null,
    }
  })
  for (let round = 0; ; round++) {
    const going = all.filter(({ steps }) => steps.length > round)
    if (going.length === 0) return entered
    if (await letOut(tx, definitions, going, round, now)) entered.add('timers')
    for (const lane of await letIn(tx, definitions, going, round, building, now)) entered.add(lane)
  }
}

/** The usual case: one chance each to enter for the first time, which enrolling decides by itself. */
function firstTimeOnly(signals: readonly Signal[], pairs: number): boolean {
  return (
    pairs === signals.length &&
    signals.every((signal) => {
      const { trigger } = signal.workflow.compiled
      const isFirst = signal.kind === 'enter' && (signal.by === 'transition' || signal.by === 'event')
      return isFirst && 'reEnroll' in trigger && !trigger.reEnroll
    })
  )
}

function pair({ compiled }: Signal['workflow'], recordId: number) {
  return { workflowId: compiled.workflowId, recordId }
}

function keyOf({ workflowId, recordId }: Pick<Standing, 'workflowId' | 'recordId'>): string {
  return `${workflowId} ${recordId}`
}

async function standingsOf(tx: Transaction, signals: readonly Signal[]): Promise<Standing[]> {
  const workflows = new Set(signals.map(({ workflow }) => workflow.compiled.workflowId))
  const records = new Set(signals.map(({ record }) => record.id))
  return readStandings(tx, [...records], [...workflows])
}

async function letOut(
  tx: Transaction,
  definitions: Definitions,
  going: readonly Progress[],
  round: number,
  now: number,
): Promise<boolean> {
  const rows = going.flatMap(({ steps, enrollmentId }) => {
    const step = steps[round]
    return step?.kind === 'leave' && enrollmentId !== null
      ? [{ enrollmentId, ...endOf(step.workflow.compiled, step.by) }]
      : []
  })
  return leave(tx, definitions, rows, now)
}

async function letIn(
  tx: Transaction,
  definitions: Definitions,
  going: readonly Progress[],
  round: number,
  building: Building,
  now: number,
): Promise<Lane[]> {
  const entering: Progress[] = []
  const requests: EnrollRequest[] = []
  for (const progress of going) {
    const step = progress.steps[round]
    if (step?.kind !== 'enter') continue
    entering.push(progress)
    requests.push(requestOf(step, building))
  }
  if (requests.length === 0) return []
  const results = await enroll(tx, definitions, requests, now)
  entering.forEach((progress, index) => {
    const result = results[index]
    const stays = result?.outcome === 'enrolled' && requests[index]?.workflow.compiled.startActionId !== null
    progress.enrollmentId = stays ? (result.enrollmentId ?? null) : null
  })
  return requests.flatMap(({ lane }, index) => (results[index]?.outcome === 'enrolled' ? [lane] : []))
}

function requestOf(step: Extract<Step, { kind: 'enter' }>, building: Building): EnrollRequest {
  const { workflow, record, lane, chain } = step
  const common = { workflow, record, lane, chain }
  if (step.by === 'event') {
    const { properties, ...event } = step.event
    const { eventTypeId } = event
    return {
      ...common,
      source: { type: 'TRIGGER', group: null, event },
      event: { eventTypeId, properties },
    }
  }
  const { by, group } = step
  const publication = building.publicationOf(workflow)
  return {
    ...common,
    source:
      by === 'existing' && publication
        ? { type: 'EXISTING', publicationId: publication.id }
        : { type: 'TRIGGER', group },
    matchedGroup: group,
  }
}

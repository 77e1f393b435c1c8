// Signals of filters on a record's own values: its pending versions are undone and done again one by one, so that no flip
// is lost and every criterion is judged at its own version (engine.md 3).
import type { CompiledWorkflow, ReEnrollmentTrigger } from '@millrace/definitions'
import type { LiveWorkflow, PendingChange, PendingEvent, StoredRecord } from '@millrace/store'
import type { Building } from './building.js'
import type { Look } from './look.js'
import { enteredByChange, enteredByEvent } from './occurrences.js'
import { ReplayedRecord } from './replayed-record.js'
import { guardsOf, type Signal } from './signal.js'
import { readersOf, readsBeyondOwnValues, type Watching } from './watching.js'

/** Who may care about a record of one type: found by what changed, and by what happened. */
export interface Watched {
  readonly watching: Watching
  readonly waiting: ReadonlyMap<string, readonly LiveWorkflow[]>
}

type FilterTrigger = Extract<CompiledWorkflow['trigger'], { kind: 'filter' }>

/**
 * What a record's pending changes and events mean, in order of version; an event stands behind the change that made its
 * version.
 */
export function replay(
  { record, changes, events }: Look,
  { watching, waiting }: Watched,
  building: Building,
): Signal[] {
  const signals: Signal[] = []
  let told = 0
  const happen = (before: number) => {
    for (let event = events[told]; event && event.version < before; event = events[++told])
      signals.push(...occurrencesOf(event, waiting, record, replayed))
  }
  const replayed = new ReplayedRecord(record, changes)
  const atTurnOn = new Set<LiveWorkflow>()
  for (const change of changes) {
    happen(change.version)
    for (const workflow of building.undecided(record.id, change, atTurnOn)) {
      signals.push(...standingAtTurnOn(workflow, record, replayed, change, building))
    }
    const judges = [...readersOf(watching, change)].map((workflow) => judgeBefore(workflow, replayed, change))
    replayed.apply(change)
    for (const judge of judges) signals.push(...judge(record))
  }
  happen(Number.POSITIVE_INFINITY)
  return signals
}

function occurrencesOf(
  event: PendingEvent,
  waiting: Watched['waiting'],
  record: StoredRecord,
  replayed: ReplayedRecord,
): Signal[] {
  return (waiting.get(event.eventTypeId) ?? []).flatMap((workflow) => {
    const { trigger } = workflow.compiled
    if (trigger.kind !== 'event' || !isOfThisTurnOn(workflow, event)) return []
    return enteredByEvent({ workflow, trigger, record, replayed }, event)
  })
}

/** Asks everything that must be asked before a change is done again; the answer asks the rest after it. */
function judgeBefore(
  workflow: LiveWorkflow,
  replayed: ReplayedRecord,
  change: PendingChange,
): (record: StoredRecord) => Signal[] {
  const { trigger } = workflow.compiled
  const guards = guardsOf(workflow)
    .filter(({ filter }) => !readsBeyondOwnValues(filter.reads))
    .map((guard) => ({ guard, before: matches(guard, replayed, change) }))
  const counts = trigger.kind === 'filter' && isOfThisTurnOn(workflow, change)
  const enrolls = mayEnroll(workflow, change)
  const own = counts && !readsBeyondOwnValues(trigger.filter.reads)
  const before = own && matches(trigger, replayed, change)
  const occurrencesBefore = counts ? trigger.reEnrollOn.map((on) => meets(on, replayed, change)) : []
  return (record) => {
    const common = { workflow, record, since: change, lane: change.lane, chain: change.chain }
    const signals: Signal[] = []
    for (const { guard, before } of guards) {
      if (!before && matches(guard, replayed, change))
        signals.push({ ...common, kind: 'leave', by: guard.by })
    }
    if (trigger.kind === 'event' && enrolls && isOfThisTurnOn(workflow, change))
      signals.push(...enteredByChange({ workflow, trigger, record, replayed }, change))
    if (!counts) return signals
    const group = replayed.exists ? trigger.filter.matchedGroup(replayed, change.at) : null
    const after = group !== null
    if (own && before && !after && trigger.unenrollWhenNotMatching)
      signals.push({ ...common, kind: 'leave', by: 'no_longer_meets' })
    if (!enrolls) return signals
    if (after && occurred(trigger, occurrencesBefore, replayed, change))
      signals.push({ ...common, kind: 'enter', by: 'occurrence', group })
    else if (own && !before && after) signals.push({ ...common, kind: 'enter', by: 'transition', group })
    return signals
  }
}

/** W-UNA-4: a merge enrolls its survivor only where the workflow says so. */
export function mayEnroll(
  { compiled }: Pick<LiveWorkflow, 'compiled'>,
  { kind }: Pick<PendingChange, 'kind'>,
): boolean {
  return kind !== 'merged' || compiled.enrollsMerged
}

/** W-RUN-4, W-EVS-2: changes and events written before the workflow was turned on enroll nobody. */
function isOfThisTurnOn({ enabledEpoch }: LiveWorkflow, { epoch }: Pick<PendingChange, 'epoch'>): boolean {
  return enabledEpoch !== null && epoch >= enabledEpoch
}

function matches(
  { filter }: Pick<FilterTrigger, 'filter'>,
  replayed: ReplayedRecord,
  change: PendingChange,
): boolean {
  return replayed.exists && filter.matches(replayed, change.at)
}

/** Whether a re-enrollment condition holds now: it counts when it comes to hold (W-REN-7). */
function meets(on: ReEnrollmentTrigger, replayed: ReplayedRecord, change: PendingChange): boolean {
  return on.filter !== null && replayed.exists && on.filter.matches(replayed, change.at)
}

/** W-REN-2, W-REN-9, W-REN-20: at least one selected trigger happened; *is known* counts every change to a value. */
function occurred(
  { reEnroll, reEnrollOn }: FilterTrigger,
  before: readonly boolean[],
  replayed: ReplayedRecord,
  change: PendingChange,
): boolean {
  if (!reEnroll) return false
  return reEnrollOn.some((on, index) => {
    const edit = change.patch[on.property]
    if (!edit) return false
    return on.anyChange ? edit[1] !== null : before[index] === false && meets(on, replayed, change)
  })
}

/** What the record was when the workflow was turned on decides whether it is an existing record (W-PUB-8, W-PUB-13). */
function standingAtTurnOn(
  workflow: LiveWorkflow,
  record: StoredRecord,
  replayed: ReplayedRecord,
  change: PendingChange,
  building: Building,
): Signal[] {
  const { trigger } = workflow.compiled
  if (trigger.kind !== 'filter' || !replayed.exists) return []
  const group = trigger.filter.matchedGroup(replayed, change.at)
  if (group === null) return []
  const common = { workflow, record, since: change, chain: [] }
  return building.enrollsExisting(workflow)
    ? [{ ...common, kind: 'enter', by: 'existing', group, lane: 'bulk' }]
    : [{ ...common, kind: 'baseline', lane: change.lane }]
}

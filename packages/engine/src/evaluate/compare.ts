// Signals of filters on more than a record's own values: associations, lists, history, the clock. Their members are stored;
// what is true now is compared with what was true when somebody last looked (engine.md 3).
import { isLiving, type LiveWorkflow, type SegmentMember } from '@millrace/store'
import type { Building } from './building.js'
import { isAskedFor, type Look } from './look.js'
import { mayEnroll } from './replay.js'
import { guardsOf, type Signal } from './signal.js'
import { readersOf, readsBeyondOwnValues, type Watching } from './watching.js'

/** Workflows whose stored members this look must compare. */
export function segmentsToCompare(look: Look, watching: Watching): Set<LiveWorkflow> {
  const { changes } = look
  if (watching.beyondOwnValues.length === 0) return new Set()
  if (isAskedFor(look)) return new Set(watching.beyondOwnValues)
  const beyond = new Set(watching.beyondOwnValues)
  const compared = new Set<LiveWorkflow>()
  for (const change of changes) {
    for (const workflow of readersOf(watching, change)) if (beyond.has(workflow)) compared.add(workflow)
  }
  return compared
}

export interface Comparison {
  readonly signals: Signal[]
  readonly joined: SegmentMember[]
  readonly left: SegmentMember[]
}

/** Compares one record with what is stored of it, and asks the guards that read beyond its own values. */
export function compare(
  look: Look,
  workflows: Iterable<LiveWorkflow>,
  member: (workflowId: number) => SegmentMember | undefined,
  building: Building,
  now: number,
): Comparison {
  const comparison: Comparison = { signals: [], joined: [], left: [] }
  if (!isLiving(look.record)) return comparison
  const last = look.changes.at(-1)
  const common = {
    record: look.record,
    since: null,
    lane: last?.lane ?? look.lane,
    chain: last?.chain ?? look.chain,
  }
  for (const workflow of workflows) {
    for (const { filter, by } of guardsOf(workflow)) {
      if (readsBeyondOwnValues(filter.reads) && filter.matches(look.record, now))
        comparison.signals.push({ ...common, workflow, kind: 'leave', by })
    }
    compareMember(workflow, look, common, member, building, now, comparison)
  }
  return comparison
}

function compareMember(
  workflow: LiveWorkflow,
  { record, changes }: Look,
  common: Pick<Signal, 'record' | 'since' | 'lane' | 'chain'>,
  member: (workflowId: number) => SegmentMember | undefined,
  building: Building,
  now: number,
  { signals, joined, left }: Comparison,
): void {
  const { trigger, workflowId } = workflow.compiled
  if (trigger.kind !== 'filter' || !readsBeyondOwnValues(trigger.filter.reads)) return
  // Ahead of the build nothing is known to compare with: the build will set what is true when it comes by.
  if (building.isAhead(workflow, record.id) && !changes.some(({ kind }) => kind === 'created')) return
  const was = member(workflowId)
  const group = trigger.filter.matchedGroup(record, now)
  if (was && group === null) {
    left.push(was)
    if (trigger.unenrollWhenNotMatching)
      signals.push({ ...common, workflow, kind: 'leave', by: 'no_longer_meets' })
  }
  if (group !== null && was?.matchedGroup !== group) {
    joined.push({ workflowId, recordId: record.id, matchedGroup: group })
  }
  const enrolls = changes.length === 0 || changes.some((change) => mayEnroll(workflow, change))
  if (!was && group !== null && enrolls)
    signals.push({ ...common, workflow, kind: 'enter', by: 'transition', group })
}

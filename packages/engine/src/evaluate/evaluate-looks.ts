import { mergeReads } from '@millrace/filters'
import type { Lane } from '@millrace/model'
import {
  type Definitions,
  forgetRecords,
  isLiving,
  joinSegments,
  type LiveWorkflow,
  leaveSegments,
  loadRecords,
  readSegmentMembers,
  type SegmentMember,
  type StoredRecord,
  setWakeups,
  type Transaction,
  type Wakeup,
} from '@millrace/store'
import { keepLists } from '../lists/keep-lists.js'
import { type Building, readBuilding } from './building.js'
import { type Comparison, compare, segmentsToCompare } from './compare.js'
import { isAskedFor, type Look, type LookAt } from './look.js'
import { clockFiltersOf, nextWakeup } from './next-wakeup.js'
import { replay } from './replay.js'
import { settleSignals } from './settle-signals.js'
import type { Signal } from './signal.js'
import { listsWatching, readersOf, type Watching, waitingFor, watchingOf } from './watching.js'

/**
 * Looks at locked records: what changed, and what that means to every active list and every live workflow, takes effect in
 * this transaction. Lists come first, so that a workflow that asks for one sees who is in it now. Returns the lanes in
 * which somebody was enrolled, or joined a list that something live asks for.
 */
export async function evaluateLooks(
  tx: Transaction,
  definitions: Definitions,
  looks: readonly LookAt[],
  now: number,
): Promise<ReadonlySet<Lane>> {
  const building = await readBuilding(tx, definitions)
  const listed = await keepLists(tx, definitions, looks, building, now)
  const records = await loadFor(tx, definitions, looks)
  const taken = looks.flatMap((look): Look[] => {
    const record = records.get(look.recordId)
    return record ? [{ ...look, record }] : []
  })
  const watchingFor = (record: StoredRecord) => watchingOf(definitions, record.objectTypeId)
  const signals: Signal[] = taken.flatMap((look) => {
    const waiting = waitingFor(definitions, look.record.objectTypeId)
    return replay(look, { watching: watchingFor(look.record), waiting }, building)
  })
  const wanted = taken.flatMap((look) => {
    const workflows = segmentsToCompare(look, watchingFor(look.record))
    return workflows.size > 0 ? [{ look, workflows }] : []
  })
  signals.push(...(await compareSegments(tx, wanted, building, now)))
  const asked = new Set([...wanted.map(({ look }) => look.record.id), ...listed.asked])
  // A change asks its readers only; whatever is due by now has still to be asked.
  const changed = taken.filter(({ changes }) => changes.length > 0)
  await setWakeups(tx, wakeupsOf(changed, asked, definitions, now), now)
  await setWakeups(tx, wakeupsOf(taken.filter(isAskedFor), asked, definitions, now))
  await forgetRecords(
    tx,
    taken.filter(({ record }) => !isLiving(record)).map(({ record }) => record.id),
  )
  const living = signals.filter(({ kind, record }) => kind !== 'enter' || isLiving(record))
  const entered = await settleSignals(tx, definitions, living, building, now)
  // Those who left may have to be told, in the lane of what workflows cause.
  const told: Lane[] = definitions.awaitsEvents && living.length > 0 ? ['bulk'] : []
  return new Set([...entered, ...listed.lanes, ...told])
}

/** Records with whatever the workflows that may care about these changes read, and lists that wait for a moment. */
function loadFor(
  tx: Transaction,
  definitions: Definitions,
  looks: readonly LookAt[],
): Promise<Map<number, StoredRecord>> {
  const readers = new Set<LiveWorkflow>()
  const types = [...definitions.catalogue.objectTypes.keys()]
  for (const type of types) {
    addReaders(readers, looks, watchingOf(definitions, type))
    addWaiting(readers, looks, waitingFor(definitions, type))
  }
  const lists = types.flatMap((type) => listsWatching(definitions, type).onClock)
  const read = [
    ...[...readers].map(({ compiled: { objectTypeId, watches } }) => ({ objectTypeId, reads: watches })),
    ...lists.map(({ objectTypeId, filter: { reads } }) => ({ objectTypeId, reads })),
  ]
  return loadRecords(
    tx,
    definitions,
    looks.map(({ recordId }) => recordId),
    mergeReads(...read.map(({ reads }) => reads)),
    new Set(read.map(({ objectTypeId }) => objectTypeId)),
  )
}

/** Records are not loaded yet, so their types are not known: a reader of any type counts. */
function addReaders(readers: Set<LiveWorkflow>, looks: readonly LookAt[], watching: Watching): void {
  if (watching.all.length === 0) return
  for (const workflow of watching.onClock) readers.add(workflow)
  for (const look of looks) {
    if (isAskedFor(look)) for (const workflow of watching.beyondOwnValues) readers.add(workflow)
    for (const change of look.changes)
      for (const workflow of readersOf(watching, change)) readers.add(workflow)
  }
}

function addWaiting(
  readers: Set<LiveWorkflow>,
  looks: readonly LookAt[],
  waiting: ReadonlyMap<string, readonly LiveWorkflow[]>,
): void {
  if (waiting.size === 0) return
  for (const { events } of looks)
    for (const { eventTypeId } of events)
      for (const workflow of waiting.get(eventTypeId) ?? []) readers.add(workflow)
}

interface Wanted {
  readonly look: Look
  readonly workflows: ReadonlySet<LiveWorkflow>
}

/** Re-derived whenever a clock condition was asked; a timer that nobody needs any more goes. */
function wakeupsOf(
  looks: readonly Look[],
  asked: ReadonlySet<number>,
  definitions: Definitions,
  now: number,
): Wakeup[] {
  return looks.flatMap(({ record, changes }) => {
    if (!isLiving(record)) return []
    const filters = clockFiltersOf(definitions, record.objectTypeId)
    if (filters.length > 0) return asked.has(record.id) ? [nextWakeup(record, filters, now)] : []
    return changes.length === 0 ? [{ recordId: record.id, dueAt: null }] : []
  })
}

async function compareSegments(
  tx: Transaction,
  wanted: readonly Wanted[],
  building: Building,
  now: number,
): Promise<Signal[]> {
  if (wanted.length === 0) return []
  const members = await membersOf(tx, wanted)
  const results = wanted.map(({ look, workflows }): Comparison => {
    const member = (workflowId: number) => members.get(`${workflowId} ${look.record.id}`)
    return compare(look, workflows, member, building, now)
  })
  await joinSegments(
    tx,
    results.flatMap(({ joined }) => joined),
  )
  await leaveSegments(
    tx,
    results.flatMap(({ left }) => left),
  )
  return results.flatMap(({ signals }) => signals)
}

async function membersOf(
  tx: Transaction,
  wanted: readonly Wanted[],
): Promise<ReadonlyMap<string, SegmentMember>> {
  const workflows = new Set(wanted.flatMap(({ workflows }) => [...workflows]))
  const rows = await readSegmentMembers(
    tx,
    wanted.map(({ look }) => look.record.id),
    [...workflows].map(({ compiled }) => compiled.workflowId),
  )
  return new Map(rows.map((member) => [`${member.workflowId} ${member.recordId}`, member]))
}

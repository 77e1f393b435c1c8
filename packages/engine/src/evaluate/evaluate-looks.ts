import { mergeReads } from '@millrace/filters'
import type { Lane } from '@millrace/model'
import {
  type Definitions,
  forgetRecords,
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
import { type Building, readBuilding } from './building.js'
import { type Comparison, compare, type Look, segmentsToCompare } from './compare.js'
import { nextWakeup } from './next-wakeup.js'
import { replay } from './replay.js'
import { isLiving } from './replayed-record.js'
import { settleSignals } from './settle-signals.js'
import type { Signal } from './signal.js'
import { readersOf, type Watching, watchingOf } from './watching.js'

/** A look to take, by id: the record is loaded here, after its lock, in a statement of its own. */
export type LookAt = Omit<Look, 'record'> & { readonly recordId: number }

/**
 * Looks at locked records: what changed, and what that means to every live workflow, takes effect in this transaction.
 * Returns the lanes in which somebody was enrolled.
 */
export async function evaluateLooks(
  tx: Transaction,
  definitions: Definitions,
  looks: readonly LookAt[],
  now: number,
): Promise<ReadonlySet<Lane>> {
  const records = await loadFor(tx, definitions, looks)
  const taken = looks.flatMap((look): Look[] => {
    const record = records.get(look.recordId)
    return record ? [{ ...look, record }] : []
  })
  const building = await readBuilding(tx, definitions)
  const watchingFor = (record: StoredRecord) => watchingOf(definitions, record.objectTypeId)
  const signals: Signal[] = taken.flatMap((look) =>
    replay(look.record, look.changes, watchingFor(look.record), building),
  )
  const wanted = taken.flatMap((look) => {
    const workflows = segmentsToCompare(look, watchingFor(look.record))
    return workflows.size > 0 ? [{ look, workflows }] : []
  })
  signals.push(...(await compareSegments(tx, wanted, building, now)))
  await setWakeups(tx, wakeupsOf(taken, wanted, watchingFor, now))
  await forgetRecords(
    tx,
    taken.filter(({ record }) => !isLiving(record)).map(({ record }) => record.id),
  )
  const living = signals.filter(({ kind, record }) => kind !== 'enter' || isLiving(record))
  return settleSignals(tx, definitions, living, building, now)
}

/** Records with whatever the workflows that may care about these changes read. */
function loadFor(
  tx: Transaction,
  definitions: Definitions,
  looks: readonly LookAt[],
): Promise<Map<number, StoredRecord>> {
  const readers = new Set<LiveWorkflow>()
  for (const type of definitions.catalogue.objectTypes.keys())
    addReaders(readers, looks, watchingOf(definitions, type))
  const reads = mergeReads(...[...readers].map(({ compiled }) => compiled.watches))
  return loadRecords(
    tx,
    definitions,
    looks.map(({ recordId }) => recordId),
    reads,
    new Set([...readers].map(({ compiled }) => compiled.objectTypeId)),
  )
}

/** Records are not loaded yet, so their types are not known: a reader of any type counts. */
function addReaders(readers: Set<LiveWorkflow>, looks: readonly LookAt[], watching: Watching): void {
  if (watching.all.length === 0) return
  for (const workflow of watching.onClock) readers.add(workflow)
  for (const { changes } of looks) {
    if (changes.length === 0) for (const workflow of watching.beyondOwnValues) readers.add(workflow)
    for (const change of changes) for (const workflow of readersOf(watching, change)) readers.add(workflow)
  }
}

interface Wanted {
  readonly look: Look
  readonly workflows: ReadonlySet<LiveWorkflow>
}

/** Re-derived whenever a clock condition was asked; a timer that nobody needs any more goes. */
function wakeupsOf(
  looks: readonly Look[],
  wanted: readonly Wanted[],
  watchingFor: (record: StoredRecord) => Watching,
  now: number,
): Wakeup[] {
  const asked = new Set(wanted.map(({ look }) => look))
  return looks.flatMap((look) => {
    if (!isLiving(look.record)) return []
    const { onClock } = watchingFor(look.record)
    if (onClock.length > 0) return asked.has(look) ? [nextWakeup(look.record, onClock, now)] : []
    return look.changes.length === 0 ? [{ recordId: look.record.id, dueAt: null }] : []
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

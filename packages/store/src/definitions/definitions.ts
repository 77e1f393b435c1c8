// Everything live of one account at one epoch: its schema, its workflows, its active lists, and who reads what.
import { followersIn } from '@millrace/definitions'
import type { AssociationRead, Reads } from '@millrace/filters'
import {
  type Catalogue,
  findProperty,
  type Problem,
  type Property,
  propertyValueChanged,
  recordCreated,
} from '@millrace/model'
import { type LiveList, listsRead } from './compile-lists.js'
import type { Compiled, LiveWorkflow } from './compile-published.js'

/** Immutable. Valid for every transaction that holds the account's lock at `epoch`. */
export interface Definitions {
  readonly epoch: number
  readonly catalogue: Catalogue
  /** Every workflow not deleted that was ever published; when off, people inside still go on. */
  readonly workflows: ReadonlyMap<number, LiveWorkflow>
  /** Published workflows that cannot run, and why. They stay out of `workflows`. */
  readonly broken: ReadonlyMap<number, readonly Problem[]>
  /** Active lists by id. */
  readonly lists: ReadonlyMap<number, LiveList>
  /** Enabled workflows of an object type. */
  enabled(objectTypeId: string): readonly LiveWorkflow[]
  /** Active lists of an object type. */
  activeLists(objectTypeId: string): readonly LiveList[]
  /** True when something live looks at every new record of this type, whatever it reads. */
  isWatched(objectTypeId: string): boolean
  /** True when a live filter asks where a record stands in this workflow. */
  isWorkflowRead(workflowId: number): boolean
  /** True when a live filter asks whether a record is in this list. */
  isListRead(listId: number): boolean
  /** Names of properties of an object type that something live reads of the record itself. */
  watched(objectTypeId: string): ReadonlySet<string>
  /** Names of properties of an object type that a live filter of another record reads through an association. */
  watchedByAssociation(objectTypeId: string): ReadonlySet<string>
  /** True when a live filter of another record reads records of this type at all, be it only that there is one. */
  readThroughAssociation(objectTypeId: string): boolean
  /** How many associations away the farthest live filter stands that reads records of this type; 0 where none does. */
  hopsToReaders(objectTypeId: string): number
  /** True when a live filter of this object type asks for the record's associations, or for its lists. */
  watchesAssociations(objectTypeId: string): boolean
  watchesLists(objectTypeId: string): boolean
  /** True when a live filter of another record asks for the lists of records of this type. */
  watchesListsByAssociation(objectTypeId: string): boolean
  /** True when a workflow that is on waits for such events of records of this type to be told (W-EVS). */
  isEventAwaited(objectTypeId: string, eventTypeId: string): boolean
  /** True when one waits for any. */
  readonly awaitsEvents: boolean
  /** Names of properties on their way to the hot side, by object type (engine.md 2). */
  readonly moving: ReadonlyMap<string, readonly string[]>
  /** The property, or undefined where there is none. */
  property(objectTypeId: string, name: string): Property | undefined
}

interface Watch {
  readonly enabled: LiveWorkflow[]
  readonly activeLists: LiveList[]
  readonly properties: Set<string>
  readonly throughAssociation: Set<string>
  hopsToReaders: number
  associations: boolean
  lists: boolean
  /** A live filter of another record asks for this one's lists. */
  listsThroughAssociation: boolean
  /** Kinds of events that enroll and have to be told. */
  readonly events: Set<string>
}

const nothing: ReadonlySet<string> = new Set()
const nobody: readonly LiveWorkflow[] = []
const noLists: readonly LiveList[] = []

export function makeDefinitions(
  catalogue: Catalogue,
  {
    workflows,
    broken,
    lists,
  }: Pick<Compiled, 'workflows' | 'broken'> & { readonly lists: readonly LiveList[] },
): Definitions {
  const watches = indexWatches(workflows, lists)
  const reads = liveReads(workflows, lists)
  const readLists = new Set(
    reads.flatMap((read) => [...listsRead(read.objectTypeId, read.reads)].map(({ listId }) => listId)),
  )
  const readWorkflows = new Set(reads.flatMap((read) => [...workflowsRead(read.reads)]))
  return {
    epoch: catalogue.epoch,
    catalogue,
    workflows,
    broken,
    lists: new Map(lists.map((list) => [list.listId, list])),
    isEventAwaited: (type, eventTypeId) => watches.get(type)?.events.has(eventTypeId) ?? false,
    awaitsEvents: [...watches.values()].some(({ events }) => events.size > 0),
    moving: movingOf(catalogue),
    enabled: (type) => watches.get(type)?.enabled ?? nobody,
    activeLists: (type) => watches.get(type)?.activeLists ?? noLists,
    isWatched: (type) => {
      const watch = watches.get(type)
      return watch !== undefined && (watch.enabled.length > 0 || watch.activeLists.length > 0)
    },
    isListRead: (listId) => readLists.has(listId),
    isWorkflowRead: (workflowId) => readWorkflows.has(workflowId),
    watched: (type) => watches.get(type)?.properties ?? nothing,
    watchedByAssociation: (type) => watches.get(type)?.throughAssociation ?? nothing,
    readThroughAssociation: (type) => (watches.get(type)?.hopsToReaders ?? 0) > 0,
    hopsToReaders: (type) => watches.get(type)?.hopsToReaders ?? 0,
    watchesAssociations: (type) => watches.get(type)?.associations ?? false,
    watchesLists: (type) => watches.get(type)?.lists ?? false,
    watchesListsByAssociation: (type) => watches.get(type)?.listsThroughAssociation ?? false,
    property: (type, name) => findProperty(catalogue, type, name),
  }
}

function movingOf({ properties }: Catalogue): ReadonlyMap<string, readonly string[]> {
  const moving = new Map<string, string[]>()
  for (const [objectTypeId, ofType] of properties) {
    for (const { name, placement } of ofType.values()) {
      if (placement !== 'moving') continue
      const names = moving.get(objectTypeId)
      if (names) names.push(name)
      else moving.set(objectTypeId, [name])
    }
  }
  return moving
}

/** Workflows that are off watch nothing: nobody enrolls, and guards are asked when a step comes up (W-RUN-1, W-RUN-2). */
function indexWatches(
  workflows: ReadonlyMap<number, LiveWorkflow>,
  lists: readonly LiveList[],
): ReadonlyMap<string, Watch> {
  const watches = new Map<string, Watch>()
  for (const workflow of workflows.values()) {
    const { isEnabled, objectTypeId, watches: reads } = workflow.compiled
    // A-DLP-7: whoever waits for a date goes on waiting while the workflow is off (W-RUN-2).
    for (const { property } of followersIn(workflow.compiled))
      watchOf(watches, objectTypeId).properties.add(property)
    if (!isEnabled) continue
    watchOf(watches, objectTypeId).enabled.push(workflow)
    indexReads(watches, objectTypeId, reads)
    for (const id of eventsToldOf(workflow.compiled)) watchOf(watches, objectTypeId).events.add(id)
  }
  for (const list of lists) {
    watchOf(watches, list.objectTypeId).activeLists.push(list)
    indexReads(watches, list.objectTypeId, list.filter.reads)
  }
  return watches
}

/** Events that no change shows: they have to be told. */
function eventsToldOf({ trigger }: LiveWorkflow['compiled']): string[] {
  if (trigger.kind !== 'event') return []
  return trigger.on.map(({ type }) => type.id).filter((id) => !shownByChanges.has(id))
}

const shownByChanges: ReadonlySet<string> = new Set([recordCreated.id, propertyValueChanged.id])

function indexReads(watches: Map<string, Watch>, objectTypeId: string, reads: Reads): void {
  const watch = watchOf(watches, objectTypeId)
  for (const name of ownProperties(reads)) watch.properties.add(name)
  if (reads.associations.length > 0) watch.associations = true
  if (reads.lists.size > 0) watch.lists = true
  for (const read of reads.associations) indexAssociation(watches, read, 1)
}

interface LiveReads {
  readonly objectTypeId: string
  readonly reads: Reads
}

/** What everything live reads, and of which object type. */
function liveReads(
  workflows: ReadonlyMap<number, LiveWorkflow>,
  lists: readonly LiveList[],
): readonly LiveReads[] {
  const enabled = [...workflows.values()].filter(({ compiled }) => compiled.isEnabled)
  return [
    ...enabled.map(({ compiled: { objectTypeId, watches } }) => ({ objectTypeId, reads: watches })),
    ...lists.map(({ objectTypeId, filter: { reads } }) => ({ objectTypeId, reads })),
  ]
}

function* workflowsRead(reads: Reads): Generator<number> {
  yield* reads.workflows
  for (const each of reads.associations) yield* workflowsRead(each.reads)
}

function indexAssociation(
  watches: Map<string, Watch>,
  { objectTypeId, reads }: AssociationRead,
  hops: number,
): void {
  const watch = watchOf(watches, objectTypeId)
  watch.hopsToReaders = Math.max(watch.hopsToReaders, hops)
  for (const name of ownProperties(reads)) watch.throughAssociation.add(name)
  if (reads.lists.size > 0) watch.listsThroughAssociation = true
  for (const read of reads.associations) indexAssociation(watches, read, hops + 1)
}

function ownProperties(reads: Reads): readonly string[] {
  return [...reads.properties, ...reads.history]
}

function watchOf(watches: Map<string, Watch>, objectTypeId: string): Watch {
  let watch = watches.get(objectTypeId)
  if (!watch) {
    watch = {
      enabled: [],
      activeLists: [],
      properties: new Set(),
      throughAssociation: new Set(),
      hopsToReaders: 0,
      associations: false,
      lists: false,
      listsThroughAssociation: false,
      events: new Set(),
    }
    watches.set(objectTypeId, watch)
  }
  return watch
}

import type { Reads } from '@millrace/filters'
import type { Definitions, LiveList, LiveWorkflow, PendingChange } from '@millrace/store'

/** Who watches records of one object type, found by what changed: with a thousand workflows a change asks only its readers. */
export interface Watching<Watcher = LiveWorkflow> {
  readonly all: readonly Watcher[]
  readonly byProperty: ReadonlyMap<string, readonly Watcher[]>
  /** Those that read anything but the record's own values. */
  readonly beyondOwnValues: readonly Watcher[]
  readonly onClock: readonly Watcher[]
}

/** The workflows that watch records of one object type. */
export const watchingOf = oncePerType((definitions, objectTypeId) => {
  const workflows = definitions.enabled(objectTypeId)
  const all = workflows.filter(({ compiled }) => enrollsByItself(compiled) || hasGuard(compiled))
  return indexWatching(all, ({ compiled }) => compiled.watches)
})

/** The workflows that wait for events of records of one object type, by kind of event. */
export const waitingFor = oncePerType(
  (definitions, objectTypeId): ReadonlyMap<string, readonly LiveWorkflow[]> => {
    const waiting = new Map<string, LiveWorkflow[]>()
    for (const workflow of definitions.enabled(objectTypeId)) {
      const { trigger } = workflow.compiled
      if (trigger.kind !== 'event') continue
      for (const id of new Set(trigger.on.map(({ type }) => type.id)))
        waiting.set(id, [...(waiting.get(id) ?? []), workflow])
    }
    return waiting
  },
)

/** The active lists that watch them: each stores who is in it, whatever its filter reads. */
export const listsWatching = oncePerType((definitions, objectTypeId) =>
  indexWatching(definitions.activeLists(objectTypeId), ({ filter }: LiveList) => filter.reads),
)

/** Made once per object type and epoch: definitions never change, so neither does this. */
export function oncePerType<Made>(make: (definitions: Definitions, objectTypeId: string) => Made) {
  const known = new WeakMap<Definitions, Map<string, Made>>()
  return (definitions: Definitions, objectTypeId: string): Made => {
    const ofDefinitions = known.get(definitions) ?? new Map<string, Made>()
    known.set(definitions, ofDefinitions)
    const made = ofDefinitions.get(objectTypeId) ?? make(definitions, objectTypeId)
    ofDefinitions.set(objectTypeId, made)
    return made
  }
}

function indexWatching<Watcher>(
  all: readonly Watcher[],
  readsOf: (watcher: Watcher) => Reads,
): Watching<Watcher> {
  const byProperty = new Map<string, Watcher[]>()
  for (const watcher of all) {
    const { properties, history } = readsOf(watcher)
    for (const name of new Set([...properties, ...history])) {
      const readers = byProperty.get(name)
      if (readers) readers.push(watcher)
      else byProperty.set(name, [watcher])
    }
  }
  return {
    all,
    byProperty,
    beyondOwnValues: all.filter((watcher) => readsBeyondOwnValues(readsOf(watcher))),
    onClock: all.filter((watcher) => readsOf(watcher).clock),
  }
}

function enrollsByItself({ trigger }: LiveWorkflow['compiled']): boolean {
  return trigger.kind === 'filter' || trigger.kind === 'event'
}

function hasGuard(compiled: LiveWorkflow['compiled']): boolean {
  return compiled.goal !== null || compiled.suppression !== null
}

/** A filter that replaying the record's own values cannot decide: its members are stored (engine.md 3). */
export function readsBeyondOwnValues(reads: Reads): boolean {
  return (
    reads.clock ||
    reads.users ||
    reads.associations.length > 0 ||
    reads.history.size > 0 ||
    reads.lists.size > 0 ||
    reads.workflows.size > 0 ||
    reads.imports.size > 0
  )
}

/** The workflows or lists that one change may matter to. */
export function readersOf<Watcher>(watching: Watching<Watcher>, change: PendingChange): Iterable<Watcher> {
  if (change.kind === 'associated' || change.kind === 'listed') {
    return new Set([...watching.beyondOwnValues, ...readersOfPatch(watching, change)])
  }
  return change.kind === 'changed' ? readersOfPatch(watching, change) : watching.all
}

function readersOfPatch<Watcher>(watching: Watching<Watcher>, { patch }: PendingChange): Iterable<Watcher> {
  const names = Object.keys(patch)
  const [first] = names
  if (names.length === 1 && first !== undefined) return watching.byProperty.get(first) ?? []
  return new Set(names.flatMap((name) => watching.byProperty.get(name) ?? []))
}

import type { Reads } from '@millrace/filters'
import type { Definitions, LiveWorkflow, PendingChange } from '@millrace/store'

/** Who watches records of one object type, found by what changed: with a thousand workflows a change asks only its readers. */
export interface Watching {
  readonly all: readonly LiveWorkflow[]
  readonly byProperty: ReadonlyMap<string, readonly LiveWorkflow[]>
  /** Those that read anything but the record's own values. */
  readonly beyondOwnValues: readonly LiveWorkflow[]
  readonly onClock: readonly LiveWorkflow[]
}

const known = new WeakMap<Definitions, Map<string, Watching>>()

/** Made once per object type and epoch: definitions never change, so neither does this. */
export function watchingOf(definitions: Definitions, objectTypeId: string): Watching {
  const ofDefinitions = known.get(definitions) ?? new Map<string, Watching>()
  known.set(definitions, ofDefinitions)
  const watching = ofDefinitions.get(objectTypeId) ?? indexWatching(definitions.enabled(objectTypeId))
  ofDefinitions.set(objectTypeId, watching)
  return watching
}

function indexWatching(workflows: readonly LiveWorkflow[]): Watching {
  const all = workflows.filter(({ compiled }) => compiled.trigger.kind === 'filter' || hasGuard(compiled))
  const byProperty = new Map<string, LiveWorkflow[]>()
  for (const workflow of all) {
    const { properties, history } = workflow.compiled.watches
    for (const name of new Set([...properties, ...history])) {
      const readers = byProperty.get(name)
      if (readers) readers.push(workflow)
      else byProperty.set(name, [workflow])
    }
  }
  return {
    all,
    byProperty,
    beyondOwnValues: all.filter(({ compiled }) => readsBeyondOwnValues(compiled.watches)),
    onClock: all.filter(({ compiled }) => compiled.watches.clock),
  }
}

function hasGuard(compiled: LiveWorkflow['compiled']): boolean {
  return compiled.goal !== null || compiled.suppression !== null
}

/** A filter that replaying the record's own values cannot decide: its members are stored (engine.md 3). */
export function readsBeyondOwnValues(reads: Reads): boolean {
  return (
    reads.clock ||
    reads.associations.length > 0 ||
    reads.history.size > 0 ||
    reads.lists.size > 0 ||
    reads.workflows.size > 0 ||
    reads.imports.size > 0
  )
}

/** The workflows that one change may matter to. */
export function readersOf(watching: Watching, change: PendingChange): Iterable<LiveWorkflow> {
  if (change.kind === 'associated' || change.kind === 'listed') {
    return new Set([...watching.beyondOwnValues, ...readersOfPatch(watching, change)])
  }
  return change.kind === 'changed' ? readersOfPatch(watching, change) : watching.all
}

function readersOfPatch(watching: Watching, { patch }: PendingChange): Iterable<LiveWorkflow> {
  const names = Object.keys(patch)
  const [first] = names
  if (names.length === 1 && first !== undefined) return watching.byProperty.get(first) ?? []
  return new Set(names.flatMap((name) => watching.byProperty.get(name) ?? []))
}

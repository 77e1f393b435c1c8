import { type CompiledFilter, type CompileOutcome, compileFilter, type Reads } from '@millrace/filters'
import type { Catalogue } from '@millrace/model'
import type { ActiveList } from './read-schema.js'

/** An active list as evaluators keep it. */
export interface LiveList {
  readonly listId: number
  readonly objectTypeId: string
  readonly filter: CompiledFilter
  /** Zone of the dates in it. */
  readonly timeZone: string
}

/** Compiled filters by list and version: immutable while the catalogue is. */
export type CompiledLists = ReadonlyMap<string, LiveList>

/** A list's criteria; in contact lists negative operators match records without a value, as in contact workflows (W-FLS-7). */
export function compileListFilter(
  catalogue: Catalogue,
  list: Pick<ActiveList, 'objectTypeId' | 'filter' | 'timeZone'>,
  path = '',
): CompileOutcome {
  const { objectTypeId } = list
  const timeZone = list.timeZone ?? catalogue.timeZone
  const negativeMatchesEmpty = objectTypeId === '0-1'
  return compileFilter(list.filter, { catalogue, objectTypeId, timeZone, negativeMatchesEmpty }, path)
}

/**
 * Compiles what is not among the `known` ones. A filter that cannot be read any more keeps nobody: its list stays as it is,
 * and nothing that it names can be removed while it is there.
 */
export function compileLists(
  catalogue: Catalogue,
  lists: readonly ActiveList[],
  known: CompiledLists | undefined,
): CompiledLists {
  const compiled = new Map<string, LiveList>()
  for (const list of lists) {
    const key = `${list.id} ${list.version}`
    const live = known?.get(key) ?? compile(catalogue, list)
    if (live) compiled.set(key, live)
  }
  return compiled
}

function compile(catalogue: Catalogue, list: ActiveList): LiveList | undefined {
  const outcome = compileListFilter(catalogue, list)
  if (!outcome.ok) return undefined
  const { id: listId, objectTypeId } = list
  return { listId, objectTypeId, filter: outcome.filter, timeZone: list.timeZone ?? catalogue.timeZone }
}

/** Whether a filter of an object type asks for a property of another, or the same, type: itself or through associations. */
export function readsProperty(
  objectTypeId: string,
  reads: Reads,
  property: { readonly objectTypeId: string; readonly name: string },
): boolean {
  if (objectTypeId === property.objectTypeId && reads.properties.has(property.name)) return true
  return reads.associations.some((each) => readsProperty(each.objectTypeId, each.reads, property))
}

/** Every list that a filter asks for, of the record itself or of associated ones, with the object type it is asked of. */
export function* listsRead(
  objectTypeId: string,
  reads: Reads,
): Generator<{ readonly listId: number; readonly objectTypeId: string }> {
  for (const listId of reads.lists) yield { listId, objectTypeId }
  for (const each of reads.associations) yield* listsRead(each.objectTypeId, each.reads)
}

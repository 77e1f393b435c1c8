// What a filter depends on (W-FLS-2).
import type { AssociationRead, Reads } from './compiled.js'

export const emptyReads: Reads = {
  properties: new Set(),
  history: new Set(),
  associations: [],
  lists: new Set(),
  workflows: new Set(),
  imports: new Set(),
  clock: false,
  users: false,
}

/** What at least one of several filters depends on. */
export function mergeReads(...all: readonly Reads[]): Reads {
  const builder = readsBuilder()
  for (const reads of all) builder.all(reads)
  return builder.done()
}

/** Collects while the tree is walked. */
export interface ReadsBuilder {
  property(name: string): void
  /** A property whose history is asked: its changes matter as well. */
  history(name: string): void
  associated(objectTypeId: string, category: string | null, typeId: number | null, reads: Reads): void
  list(id: number): void
  workflow(id: number): void
  import(id: string): void
  clock(): void
  users(): void
  all(reads: Reads): void
  done(): Reads
}

export function readsBuilder(): ReadsBuilder {
  const properties = new Set<string>()
  const history = new Set<string>()
  const associations = new Map<string, AssociationRead>()
  const lists = new Set<number>()
  const workflows = new Set<number>()
  const imports = new Set<string>()
  let clock = false
  let users = false

  const associated: ReadsBuilder['associated'] = (objectTypeId, category, typeId, reads) => {
    const path = `${objectTypeId} ${category} ${typeId}`
    const known = associations.get(path)
    associations.set(path, {
      objectTypeId,
      category,
      typeId,
      reads: known ? mergeReads(known.reads, reads) : reads,
    })
  }

  return {
    property: (name) => void properties.add(name),
    history(name) {
      properties.add(name)
      history.add(name)
    },
    associated,
    list: (id) => void lists.add(id),
    workflow: (id) => void workflows.add(id),
    import: (id) => void imports.add(id),
    clock() {
      clock = true
    },
    users() {
      users = true
    },
    all(reads) {
      for (const name of reads.properties) properties.add(name)
      for (const name of reads.history) history.add(name)
      for (const each of reads.associations)
        associated(each.objectTypeId, each.category, each.typeId, each.reads)
      for (const id of reads.lists) lists.add(id)
      for (const id of reads.workflows) workflows.add(id)
      for (const id of reads.imports) imports.add(id)
      clock ||= reads.clock
      users ||= reads.users
    },
    done: () => ({
      properties,
      history,
      associations: [...associations.values()],
      lists,
      workflows,
      imports,
      clock,
      users,
    }),
  }
}

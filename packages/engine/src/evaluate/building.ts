import {
  type Definitions,
  type ListBuild,
  type LiveList,
  type LiveWorkflow,
  type PendingChange,
  type Publication,
  readListBuilds,
  readRunningPublications,
  type Transaction,
} from '@millrace/store'
import { readsBeyondOwnValues } from './watching.js'

/** The publications and lists of an account that have not yet looked at every existing record. */
export class Building {
  readonly #running: readonly { readonly publication: Publication; readonly workflow: LiveWorkflow }[]
  readonly #lists: ReadonlyMap<number, ListBuild>

  constructor(publications: readonly Publication[], lists: readonly ListBuild[], definitions: Definitions) {
    this.#lists = new Map(lists.map((build) => [build.listId, build]))
    this.#running = publications.flatMap((publication) => {
      const workflow = definitions.workflows.get(publication.workflowId)
      return workflow ? [{ publication, workflow }] : []
    })
  }

  publicationOf(workflow: LiveWorkflow): Publication | undefined {
    return this.#running.find((running) => running.workflow === workflow)?.publication
  }

  enrollsExisting(workflow: LiveWorkflow): boolean {
    return this.publicationOf(workflow)?.enrollExisting === true
  }

  /** An existing record that the build has not come to. */
  isAhead(workflow: LiveWorkflow, recordId: number): boolean {
    const publication = this.publicationOf(workflow)
    return (
      publication !== undefined &&
      recordId > (publication.cursor ?? 0) &&
      recordId <= publication.lastRecordId
    )
  }

  /** A record that existed when the list got its filter, and that its build has not come to. */
  isAheadOfList({ listId }: LiveList, recordId: number): boolean {
    const build = this.#lists.get(listId)
    return build !== undefined && recordId > build.cursor && recordId <= build.lastRecordId
  }

  /**
   * Workflows for which this is the first change since their turn-on of a record that the build has not come to: as it was
   * before the change, so it was at the turn-on. Each is named once a record; `seen` remembers.
   */
  *undecided(recordId: number, change: PendingChange, seen: Set<LiveWorkflow>): Iterable<LiveWorkflow> {
    for (const { workflow, publication } of this.#running) {
      const { trigger } = workflow.compiled
      if (trigger.kind !== 'filter' || readsBeyondOwnValues(trigger.filter.reads)) continue
      if (seen.has(workflow) || change.epoch < publication.epoch) continue
      seen.add(workflow)
      if (this.isAhead(workflow, recordId)) yield workflow
    }
  }
}

const nothingBuilds = new WeakSet<Definitions>()

/**
 * What builds at this moment. Read after the records are locked: a build holds the locks of its chunk until its cursor is
 * stored. A publication or a list's filter raises the epoch, so definitions under which nothing builds any more never need
 * to ask again.
 */
export async function readBuilding(tx: Transaction, definitions: Definitions): Promise<Building> {
  if (nothingBuilds.has(definitions)) return new Building([], [], definitions)
  const publications = await readRunningPublications(tx)
  const lists = definitions.lists.size === 0 ? [] : await readListBuilds(tx)
  if (publications.length === 0 && lists.length === 0) nothingBuilds.add(definitions)
  return new Building(publications, lists, definitions)
}

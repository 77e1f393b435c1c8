import type { CompiledWorkflow } from '@millrace/definitions'
import type { CompiledFilter, Reads } from '@millrace/filters'
import { Problem } from '@millrace/model'
import { type List, listsRead, readLists, type Transaction } from '@millrace/store'

type Trigger = CompiledWorkflow['trigger']

export interface NamedList {
  readonly listId: number
  /** What its records must be. */
  readonly objectTypeId: string
  /** Where it is named: `enrollmentCriteria`, `suppressionListIds`, `actions[2]` … */
  readonly field: string
  /** An action puts records into it or takes them out. */
  readonly changed: boolean
}

/** Every list that a workflow asks for or changes. */
export function listsOfWorkflow(workflow: CompiledWorkflow): NamedList[] {
  const { objectTypeId, trigger, goal, suppression } = workflow
  const asked = (field: string, reads: Reads | undefined) =>
    reads ? [...listsRead(objectTypeId, reads)].map((read) => ({ ...read, field, changed: false })) : []
  const again = trigger.kind === 'filter' ? trigger.reEnrollOn : []
  const suppressing = objectTypeId === '0-1' ? 'suppressionListIds' : 'suppressionFilterBranch'
  return [
    ...asked('enrollmentCriteria', 'filter' in trigger ? trigger.filter?.reads : undefined),
    ...(trigger.kind === 'event' ? listsOfEvents(objectTypeId, trigger) : []),
    ...asked('enrollmentCriteria.refinementCriteria', refinementOf(trigger)?.reads),
    ...again.flatMap(({ filter }) => asked('enrollmentCriteria', filter?.reads)),
    ...asked('goalFilterBranch', goal?.reads),
    ...asked(suppressing, suppression?.reads),
    ...[...workflow.steps.values()].flatMap(({ prepared }, index) => [
      ...asked(`actions[${index}]`, prepared.reads),
      ...[...(prepared.changesLists ?? [])].map((listId) => ({
        listId,
        objectTypeId,
        field: `actions[${index}].fields.listId`,
        changed: true,
      })),
    ]),
  ]
}

/** Joined or left: lists of the records themselves. */
function listsOfEvents(objectTypeId: string, { on }: Extract<Trigger, { kind: 'event' }>): NamedList[] {
  const field = 'enrollmentCriteria'
  return on.flatMap(({ lists }) => lists.map((listId) => ({ listId, objectTypeId, field, changed: false })))
}

function refinementOf(trigger: Trigger): CompiledFilter | null {
  return trigger.kind === 'event' ? trigger.refinement : null
}

/** What is wrong with the lists a workflow names, with the place (A-GEN-18, A-MNG-10, A-MNG-11). */
export async function listProblems(tx: Transaction, workflow: CompiledWorkflow): Promise<Problem[]> {
  const named = listsOfWorkflow(workflow)
  if (named.length === 0) return []
  const lists = await readLists(tx, [...new Set(named.map(({ listId }) => listId))])
  const byId = new Map(lists.map((list) => [list.id, list]))
  return named.flatMap((each) => problemOf(each, byId.get(each.listId)))
}

function problemOf({ listId, objectTypeId, field, changed }: NamedList, list: List | undefined): Problem[] {
  if (!list) return [new Problem('LIST_NOT_FOUND', `There is no list ${listId}.`, { field })]
  if (list.objectTypeId !== objectTypeId) {
    const message = `List ${listId} holds records of type ${list.objectTypeId}, not ${objectTypeId}.`
    return [new Problem('LIST_NOT_FOUND', message, { field })]
  }
  if (!changed || list.processingType !== 'DYNAMIC') return []
  const message = `List ${listId} is active: only its filter decides who is in it.`
  return [new Problem('LIST_NOT_STATIC', message, { field })]
}

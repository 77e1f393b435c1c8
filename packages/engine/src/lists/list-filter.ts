// What a list's filter must be before it is stored (A-GEN-18): readable, of lists that are there, and in no circle.
import { type CompiledFilter, type FilterBranch, parseFilter, type Reads } from '@millrace/filters'
import { Problem } from '@millrace/model'
import { compileListFilter, type Definitions, listsRead, readLists, type Transaction } from '@millrace/store'

export interface WantedFilter {
  readonly objectTypeId: string
  readonly filter: unknown
  readonly timeZone: string | null
  /** null: a list that does not exist yet, which nobody can refer to. */
  readonly listId: number | null
}

export interface CheckedFilter {
  /**
   * As it is kept and shown: in one spelling, every operation with its type in upper case. Clients choose classes by these
   * words, and fail at others (api.md 2.8, 5.3).
   */
  readonly filter: FilterBranch
  readonly compiled: CompiledFilter
}

/** Throws what is wrong with it: FILTER_…, PROPERTY_DOESNT_EXIST, LIST_NOT_FOUND, LIST_CYCLE. */
export async function checkListFilter(
  tx: Transaction,
  definitions: Definitions,
  wanted: WantedFilter,
): Promise<CheckedFilter> {
  const parsed = parseFilter(wanted.filter, 'filterBranch')
  if (!parsed.ok) throw unreadable(parsed.problems)
  const filter = parsed.branch
  const outcome = compileListFilter(definitions.catalogue, { ...wanted, filter }, 'filterBranch')
  if (!outcome.ok) throw unreadable(outcome.problems)
  const { reads } = outcome.filter
  const [missing] = await missingLists(tx, wanted.objectTypeId, reads)
  if (missing) throw new Problem('LIST_NOT_FOUND', missing, { field: 'filterBranch' })
  if (wanted.listId !== null && dependsOn(definitions, wanted.objectTypeId, reads, wanted.listId)) {
    const message = `List ${wanted.listId} would depend on itself, through the lists its filter asks for.`
    throw new Problem('LIST_CYCLE', message, { field: 'filterBranch' })
  }
  return { filter, compiled: outcome.filter }
}

function unreadable(problems: readonly Problem[]): Problem {
  const [first] = problems
  return new Problem(first?.code ?? 'FILTER_INVALID', first?.message ?? 'The filter cannot be read.', {
    details: problems.map((problem) => problem.toDetail()),
  })
}

/** A sentence for each list that is asked for and is not there, or holds records of another type. */
export async function missingLists(
  tx: Transaction,
  objectTypeId: string,
  reads: Reads,
): Promise<readonly string[]> {
  const asked = [...listsRead(objectTypeId, reads)]
  if (asked.length === 0) return []
  const lists = await readLists(tx, [...new Set(asked.map(({ listId }) => listId))])
  const types = new Map(lists.map((list) => [list.id, list.objectTypeId]))
  return asked.flatMap((each) => {
    const type = types.get(each.listId)
    if (type === undefined) return [`There is no list ${each.listId}.`]
    return type === each.objectTypeId
      ? []
      : [`List ${each.listId} holds records of type ${type}, not ${each.objectTypeId}.`]
  })
}

/** Whether active lists that a filter asks for ask, however far down, for the given one. */
function dependsOn(definitions: Definitions, objectTypeId: string, reads: Reads, listId: number): boolean {
  const seen = new Set<number>()
  const open = [...listsRead(objectTypeId, reads)]
  for (let next = open.pop(); next; next = open.pop()) {
    if (next.listId === listId) return true
    if (seen.has(next.listId)) continue
    seen.add(next.listId)
    const list = definitions.lists.get(next.listId)
    if (list) open.push(...listsRead(list.objectTypeId, list.filter.reads))
  }
  return false
}

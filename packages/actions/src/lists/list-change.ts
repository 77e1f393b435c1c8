// What adding to and removing from a static list have in common (A-MNG-8 to A-MNG-13).
import { emptyReads, memberText } from '@millrace/filters'
import { parseId } from '@millrace/model'
import type { Crm, ListChange, ListChangeResult, Member } from '../crm.js'
import type { Outcome } from '../outcome.js'
import type { Findings } from '../prepare.js'
import type { PrepareResult } from '../prepared.js'

type Direction = ListChange['to']

/** `written`: the list's id as the node has it, in `field`. That it is static and of this object type publishing asks. */
export function prepareListChange(
  written: unknown,
  field: string,
  to: Direction,
  findings: Findings,
): PrepareResult {
  if (written === undefined || written === null || written === '') {
    findings.missing(field, 'The list')
    return findings.result(null)
  }
  const listId = parseId(memberText(written))
  if (listId === undefined) {
    findings.issue('LIST_NOT_FOUND', field, 'There is no such list.')
    return findings.result(null)
  }
  return findings.result({
    reads: emptyReads,
    writes: new Set(),
    changesLists: new Set([listId]),
    run: (members, crm) => changeEach(listId, to, members, crm),
  })
}

/** One port call for the whole group. */
async function changeEach(
  listId: number,
  to: Direction,
  members: readonly Member[],
  crm: Crm,
): Promise<readonly Outcome[]> {
  const results = await crm.changeLists(members.map((member) => ({ member, listId, to })))
  return results.map((result) => outcomeOf(result, listId, to))
}

/** A-MNG-12: already there, or not there, is success without a change. */
function outcomeOf(result: ListChangeResult, listId: number, to: Direction): Outcome {
  const detail = { listId: String(listId) }
  if (!result.ok) return { kind: 'failed', code: result.code, detail }
  if (result.changed) return { kind: 'succeeded', detail }
  return { kind: 'succeeded', code: to === 'join' ? 'already_member' : 'not_a_member', detail }
}

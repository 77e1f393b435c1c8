import type { ListChange, ListChangeResult } from '@millrace/actions'
import { joinLists, type List, leaveLists, mostMembers, readLists } from '@millrace/store'
import { membershipKey } from '../lists/membership-key.js'
import { causeOf } from './cause-of.js'
import type { AskingStep, WaveScope } from './wave-scope.js'

/**
 * Puts enrolled records into static lists and takes them out, at once: later steps see who is in. Each record that moved
 * is noted when the wave settles, after what was written to it.
 */
export async function changeLists(
  { tx, work }: WaveScope,
  step: AskingStep,
  requests: readonly ListChange[],
): Promise<readonly ListChangeResult[]> {
  const lists = await listsById(tx, requests)
  const refusals = requests.map((request) => refusalOf(request, lists.get(request.listId), requests))
  const asked = requests.filter((_, index) => refusals[index] === null)
  const members = (to: ListChange['to']) =>
    asked
      .filter((request) => request.to === to)
      .map(({ listId, member }) => ({ listId, recordId: member.record.id, matchedGroup: null }))
  const moved = new Set([
    ...(await joinLists(tx, members('join'), work.now)).map(membershipKey),
    ...(await leaveLists(tx, members('leave'))).map(membershipKey),
  ])
  return requests.map((request, index): ListChangeResult => {
    const { member, listId, to } = request
    const code = refusals[index] ?? null
    if (code !== null) {
      if (code === 'missing_list') noteMissing({ work }, step, request)
      return { ok: false, code }
    }
    // The second of two requests for one record changes nothing.
    const changed = moved.delete(membershipKey({ listId, recordId: member.record.id }))
    if (changed) {
      work.relisted.push({ listId, recordId: member.record.id, to, ...causeOf(step, member) })
      work.find(member.record.id)?.moveList(listId, to === 'join')
      step.askGuardsOf(member)
    }
    return { ok: true, changed }
  })
}

async function listsById(
  tx: WaveScope['tx'],
  requests: readonly ListChange[],
): Promise<ReadonlyMap<number, List>> {
  const lists = await readLists(tx, [...new Set(requests.map(({ listId }) => listId))])
  return new Map(lists.map((list) => [list.id, list]))
}

/** A-MNG-13: all who ask at once come in, or none does. */
function refusalOf(
  { listId, to, member }: ListChange,
  list: List | undefined,
  requests: readonly ListChange[],
): (ListChangeResult & { ok: false })['code'] | null {
  if (!list || list.objectTypeId !== member.record.objectTypeId) return 'missing_list'
  if (list.processingType === 'DYNAMIC' || list.isBuilding) return 'list_not_static'
  if (to === 'leave') return null
  const joining = requests.filter((request) => request.listId === listId && request.to === 'join').length
  return list.size + joining > mostMembers ? 'list_full' : null
}

function noteMissing({ work }: Pick<WaveScope, 'work'>, step: AskingStep, { member, listId }: ListChange) {
  work.issues.push({
    workflowId: step.workflowId,
    actionId: step.actionId,
    recordId: member.record.id,
    enrollmentId: member.enrollmentId,
    kind: 'missing_asset',
    message: `List ${listId}, which the action names, does not exist.`,
  })
}

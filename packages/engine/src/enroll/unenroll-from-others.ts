import {
  type ActiveEnrollment,
  activeEnrollments,
  type EndingEnrollment,
  type EnteredEnrollment,
  type Transaction,
} from '@millrace/store'
import { type EnrollRequest, pairOf } from './enroll-request.js'

/** How whoever must leave for an entry is let out; a wave has its own way for those it runs itself. */
export type LetOut = (rows: readonly EndingEnrollment[]) => Promise<unknown>

/** W-UNE-7: entering one workflow takes the record out of others. W-UNE-9: of two that do so, the later one wins. */
export async function unenrollFromOthers(
  tx: Transaction,
  admitted: readonly EnrollRequest[],
  entered: ReadonlyMap<string, EnteredEnrollment>,
  letOut: LetOut,
): Promise<void> {
  const jealous = admitted.filter(({ workflow }) => workflow.compiled.unenrollFromOthers !== 'none')
  if (jealous.length === 0) return
  const order = orderOf(admitted, entered)
  const active = await activeEnrollments(
    tx,
    jealous.map(({ record }) => record.id),
  )
  const leaving = active.filter((enrollment) =>
    jealous.some((request) => expels(request, enrollment, order, entered)),
  )
  await letOut(
    leaving.map(({ id }) => ({
      enrollmentId: id,
      endState: 'unenrolled',
      reason: 'enrolled_in_other_workflow',
    })),
  )
}

/** Place of each new enrollment among those of this call; the ids of one statement need not be in order. */
function orderOf(
  admitted: readonly EnrollRequest[],
  entered: ReadonlyMap<string, EnteredEnrollment>,
): ReadonlyMap<number, number> {
  const order = new Map<number, number>()
  admitted.forEach((request, index) => {
    const id = entered.get(pairOf(request))?.id
    if (id !== undefined) order.set(id, index)
  })
  return order
}

function expels(
  request: EnrollRequest,
  enrollment: ActiveEnrollment,
  order: ReadonlyMap<number, number>,
  entered: ReadonlyMap<string, EnteredEnrollment>,
): boolean {
  const { workflowId, unenrollFromOthers: others } = request.workflow.compiled
  const own = entered.get(pairOf(request))?.id
  if (own === undefined || enrollment.recordId !== request.record.id || enrollment.workflowId === workflowId)
    return false
  if (Array.isArray(others) && !others.includes(enrollment.workflowId)) return false
  return (order.get(enrollment.id) ?? -1) < (order.get(own) ?? 0)
}

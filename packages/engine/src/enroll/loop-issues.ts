import {
  countRecentEnrollments,
  type Entry,
  type RaisedIssue,
  raiseIssues,
  type Transaction,
} from '@millrace/store'
import type { Refusal } from './admission.js'
import type { EnrollRequest } from './enroll-request.js'

/** W-ENR-13: more re-enrollments of one record in an hour than this raise an alarm, and stop nothing. */
export const mostReEnrollments = 25
const hour = 3_600_000

/** What an entry says of a pair before the enrollment. */
export interface Considered {
  readonly request: EnrollRequest
  readonly entry: Entry | undefined
  readonly refusal: Refusal | null
}

/** W-ENR-13: opens an issue for whoever was stopped from going in a circle, and for whoever comes back all the time. */
export async function raiseLoopIssues(
  tx: Transaction,
  considered: readonly Considered[],
  now: number,
): Promise<void> {
  const stopped = considered.filter(({ refusal }) => refusal === 'loop_stopped')
  const frequent = await frequentOf(tx, considered, now)
  await raiseIssues(tx, [
    ...stopped.map(({ request }) =>
      issue(
        request,
        'loop_guard',
        'A record was not enrolled: the enrollment was a consequence of earlier ones and would have gone round in a circle.',
      ),
    ),
    ...frequent.map(({ request }) =>
      issue(
        request,
        'frequent_re_enrollment',
        `A record was enrolled again more than ${mostReEnrollments} times within an hour.`,
      ),
    ),
  ])
}

/** Asked only for who has been here that often and within the hour: for nearly everybody this costs nothing. */
async function frequentOf(
  tx: Transaction,
  considered: readonly Considered[],
  now: number,
): Promise<Considered[]> {
  const since = now - hour
  const often = considered.filter(
    ({ entry, refusal }) =>
      refusal === null &&
      entry !== undefined &&
      entry.enrollments > mostReEnrollments - 1 &&
      (entry.lastEnrolledAt ?? 0) > since,
  )
  if (often.length === 0) return []
  const pairs = often.map(({ request: { workflow, record } }) => ({
    workflowId: workflow.compiled.workflowId,
    recordId: record.id,
  }))
  const counts = await countRecentEnrollments(tx, pairs, since)
  const byPair = new Map(
    counts.map(({ workflowId, recordId, count }) => [`${workflowId} ${recordId}`, count]),
  )
  return often.filter(({ entry, request: { workflow, record } }) => {
    const earlier = byPair.get(`${workflow.compiled.workflowId} ${record.id}`) ?? 0
    // Its first enrollment ever is no re-enrollment.
    return Math.min(earlier + 1, entry?.enrollments ?? 0) > mostReEnrollments
  })
}

function issue({ workflow, record }: EnrollRequest, kind: RaisedIssue['kind'], message: string): RaisedIssue {
  const { workflowId } = workflow.compiled
  return { workflowId, actionId: null, recordId: record.id, enrollmentId: null, kind, message }
}

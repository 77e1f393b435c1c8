import { activeEnrollments } from '@millrace/store'
import type { WaveMember } from '../run/wave-member.js'
import { letOut } from './let-out.js'
import type { WaveScope } from './wave-scope.js'

export interface Leaving {
  readonly member: WaveMember
  readonly workflowIds: readonly number[] | 'others'
}

/** Takes the enrolled records out of other workflows (A-FLW-11); for each, the ids of those it was in. */
export async function leaveWorkflows(
  scope: WaveScope,
  requests: readonly Leaving[],
): Promise<readonly (readonly number[])[]> {
  const { ended, expelled } = scope.movements
  const ids = [...new Set(requests.map(({ member }) => member.record.id))]
  const inside = await activeEnrollments(scope.tx, ids)
  const active = inside.filter(({ id }) => !ended.has(id) && !expelled.has(id))
  const leaving = requests.map(({ member, workflowIds }) =>
    active.filter(
      ({ recordId, workflowId }) =>
        recordId === member.record.id &&
        workflowId !== member.workflowId &&
        (workflowIds === 'others' || workflowIds.includes(workflowId)),
    ),
  )
  const rows = leaving.flat().map(({ id }) => ({ enrollmentId: id, endState: 'unenrolled', reason }) as const)
  await letOut(scope, rows)
  return leaving.map((enrollments) => enrollments.map(({ workflowId }) => workflowId))
}

const reason = 'action_in_other_workflow'

import { type RaisedIssue, raiseIssues, type Transaction } from '@millrace/store'
import type { WaveMember } from './wave-member.js'

/** M-ISS-6: an enrollment that came to one action too often was taken out; somebody should look at the workflow. */
export async function raiseCircles(tx: Transaction, members: readonly WaveMember[]): Promise<void> {
  await raiseIssues(tx, members.filter(wentInACircle).map(issueOf))
}

function wentInACircle({ standing }: WaveMember): boolean {
  return standing.state === 'ended' && standing.reason === 'loop_guard'
}

function issueOf({ workflowId, actionId, enrollmentId, claimed }: WaveMember): RaisedIssue {
  const message = 'An enrollment came to this action too often and was taken out of the workflow.'
  return { workflowId, actionId, recordId: claimed.recordId, enrollmentId, kind: 'loop_guard', message }
}

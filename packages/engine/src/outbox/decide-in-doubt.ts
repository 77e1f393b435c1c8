// What somebody decides about an effect of which nobody knows whether it happened (engine.md 5): send it again under the
// same id, or take it for sent. The enrollment has gone on and stays where it is.

import type { KnownOutcomeCode } from '@millrace/actions'
import { Problem } from '@millrace/model'
import {
  appendLog,
  type ClaimedEffect,
  countLateSteps,
  type Issue,
  type IssueResolution,
  insertEffects,
  type LogOutcome,
  lockEffectEnrollments,
  lockRecords,
  readClock,
  resolveIssue,
  type Transaction,
  takeForSent,
} from '@millrace/store'
import { stepRow } from './step-row.js'

/** False: somebody else was first. Problems: ISSUE_NOT_RESOLVABLE. */
export async function decideIssue(
  tx: Transaction,
  issue: Issue,
  resolution: IssueResolution,
  tokenId: number | null,
): Promise<boolean> {
  const effect = effectOf(issue)
  if (resolution === 'dismiss') {
    if (issue.kind === 'poison') throw notResolvable('A record in quarantine waits for more than this.')
    return resolveIssue(tx, issue.id, resolution, tokenId)
  }
  if (!effect) throw notResolvable('Only an effect in doubt is sent again, or taken for sent.')
  await lockRecords(tx, [effect.recordId])
  const enrollments = await lockEffectEnrollments(tx, [effect.enrollmentId])
  if (!(await resolveIssue(tx, issue.id, resolution, tokenId))) return false
  if (resolution === 'mark_as_sent' && effect.kind === 'email') await takeForSent(tx, effect.effectId)
  const enrollment = enrollments.get(effect.enrollmentId)
  if (enrollment) {
    const said = words[resolution]
    await countLateSteps(tx, [enrollment.id])
    await appendLog(tx, [
      stepRow(effect, enrollment.seq + 1, await readClock(tx), {
        ...said,
        detail: { effectId: effect.effectId, issueId: String(issue.id) },
      }),
    ])
  }
  // Last: it holds the lane that waves need too.
  if (resolution === 'resend') await insertEffects(tx, [effect], issue.id)
  return true
}

const words = {
  resend: { outcome: 'retrying', code: 'resend_asked' },
  mark_as_sent: { outcome: 'succeeded', code: 'marked_as_sent' },
} as const satisfies Record<string, { outcome: LogOutcome; code: KnownOutcomeCode }>

/** As `issueOf` kept it. */
function effectOf({ kind, detail }: Issue): ClaimedEffect | null {
  const effect = kind === 'in_doubt' ? detail?.effect : undefined
  return typeof effect === 'object' && effect !== null ? (effect as ClaimedEffect) : null
}

function notResolvable(message: string): Problem {
  return new Problem('ISSUE_NOT_RESOLVABLE', message, { field: 'action' })
}

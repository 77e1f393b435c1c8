import sql from 'sql-template-tag'
import type { Transaction } from '../database.js'

export interface EffectIssue {
  readonly workflowId: number
  readonly enrollmentId: number
  readonly recordId: number
  readonly actionId: string
  readonly kind: 'in_doubt' | 'missing_asset' | 'webhook_failure' | 'email_failure'
  readonly message: string
  readonly detail: object
}

/**
 * Raises issues (M-ISS-2). One that is open for the same step is counted up; *in doubt* is one an enrollment, because each
 * asks for a decision of its own: resend, or mark as sent.
 */
export async function raiseEffectIssues(tx: Transaction, issues: readonly EffectIssue[]): Promise<void> {
  for (const issue of onePerStep(issues)) await raise(tx, issue)
}

function onePerStep(issues: readonly EffectIssue[]): readonly (EffectIssue & { readonly count: number })[] {
  const steps = new Map<string, EffectIssue & { readonly count: number }>()
  for (const issue of issues) {
    const step = `${issue.kind} ${issue.workflowId} ${issue.actionId}${issue.kind === 'in_doubt' ? issue.enrollmentId : ''}`
    steps.set(step, { ...issue, count: (steps.get(step)?.count ?? 0) + 1 })
  }
  return [...steps.values()]
}

async function raise(tx: Transaction, issue: EffectIssue & { readonly count: number }): Promise<void> {
  await tx.execute(
    sql`WITH known AS (
      UPDATE issues SET occurrences = occurrences + ${issue.count}, last_at = now(), message = ${issue.message},
        record_id = ${issue.recordId}, enrollment_id = ${issue.enrollmentId}, detail = ${JSON.stringify(issue.detail)}
      WHERE account_id = ${tx.accountId} AND workflow_id = ${issue.workflowId} AND action_id = ${issue.actionId}
        AND kind = ${issue.kind} AND resolved_at IS NULL AND kind <> 'in_doubt'
      RETURNING 1
    )
    INSERT INTO issues (account_id, workflow_id, enrollment_id, record_id, action_id, kind, message, detail, occurrences)
    SELECT ${tx.accountId}, ${issue.workflowId}, ${issue.enrollmentId}, ${issue.recordId}, ${issue.actionId},
      ${issue.kind}, ${issue.message}, ${JSON.stringify(issue.detail)}, ${issue.count}
    WHERE NOT EXISTS (SELECT FROM known)`,
    'outbox.raise-issue',
  )
}

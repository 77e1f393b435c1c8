import { decideIssue } from '@millrace/engine'
import { Problem, parseId } from '@millrace/model'
import { type Issue, type IssueResolution, listIssues, readIssue, type Transaction } from '@millrace/store'
import { issues } from '../../contract/index.js'
import type { On } from '../../register.js'
import type { Api } from '../api.js'
import { pageOf, readCursor } from '../cursor.js'
import { iso } from '../iso.js'

export function issueRoutes(on: On, { db, waker }: Api): void {
  on(issues.list, ({ caller, query }) =>
    db.withAccount(caller.accountId, 'read', async (tx) => {
      const { limit, state, kind } = query
      const before = readCursor(query.after)
      const workflowId = parseId(query.workflowId)
      const found = await listIssues(tx, {
        limit: limit + 1,
        ...(before > 0 && { before }),
        ...(state !== 'all' && { resolved: state === 'resolved' }),
        ...(workflowId !== undefined && { workflowId }),
        ...(kind !== undefined && { kind }),
      })
      const { shown, paging } = pageOf(found, limit, ({ id }) => id)
      return { status: 200, body: { results: shown.map(showIssue), ...paging } }
    }),
  )

  on(issues.resolve, async ({ caller, params, body }) => {
    const resolved = await db.withAccount(caller.accountId, 'shared', async (tx) => {
      const issue = await requireIssue(tx, params.issueId)
      const first = issue.resolvedAt === null && (await decideIssue(tx, issue, body.action, caller.tokenId))
      const now = await requireIssue(tx, params.issueId)
      if (!first) refuseOther(now, body.action)
      return now
    })
    if (body.action === 'resend') waker.wake(caller.accountId, 'interactive')
    return { status: 200, body: showIssue(resolved) }
  })
}

/** The same decision twice is one decision. */
function refuseOther({ id, resolution }: Issue, asked: IssueResolution): void {
  if (resolution === asked) return
  const said = resolution ?? 'taken care of'
  throw new Problem('ISSUE_RESOLVED', `Issue ${id} was resolved before: ${said}.`, { field: 'action' })
}

async function requireIssue(tx: Transaction, text: string): Promise<Issue> {
  const id = parseId(text)
  const issue = id === undefined ? undefined : await readIssue(tx, id)
  if (issue) return issue
  throw new Problem('ISSUE_NOT_FOUND', `There is no issue ${text.slice(0, 100)}.`)
}

function showIssue(issue: Issue) {
  const { enrollmentId, recordId, actionId, detail, resolvedAt, resolution } = issue
  // The effect is for whoever sends it again: its words are the recipient's.
  const { offers: _offers, effect, ...shown } = detail ?? {}
  return {
    id: String(issue.id),
    workflowId: String(issue.workflowId),
    kind: issue.kind,
    message: issue.message,
    ...(enrollmentId !== null && { enrollmentId: String(enrollmentId) }),
    ...(recordId !== null && { recordId: String(recordId) }),
    ...(actionId !== null && { actionId }),
    ...(Object.keys(shown).length > 0 && { detail: shown }),
    offers: resolvedAt === null ? offersOf(issue, effect !== undefined) : [],
    occurrences: issue.occurrences,
    firstAt: iso(issue.firstAt),
    lastAt: iso(issue.lastAt),
    ...(resolvedAt !== null && { resolvedAt: iso(resolvedAt) }),
    ...(resolution !== null && { resolution }),
  }
}

function offersOf({ kind }: Issue, hasEffect: boolean): IssueResolution[] {
  if (kind === 'in_doubt' && hasEffect) return ['resend', 'mark_as_sent', 'dismiss']
  return kind === 'poison' ? [] : ['dismiss']
}

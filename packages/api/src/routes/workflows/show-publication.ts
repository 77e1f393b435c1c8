import type { Publication, StoredWorkflow } from '@millrace/store'

/**
 * How far the last publication is (api.md 3.5): its revision is the one that runs, older than the newest saved one
 * perhaps.
 */
export function showPublication(workflow: StoredWorkflow, last: Publication | null | undefined) {
  return {
    revisionId: String(last?.revisionId ?? workflow.publishedRevisionId ?? workflow.revisionId),
    isEnabled: workflow.isEnabled,
    ...(last?.enrollExisting && {
      existing: { matching: last.matching, enrolled: last.enrolled, state: last.state },
    }),
  }
}

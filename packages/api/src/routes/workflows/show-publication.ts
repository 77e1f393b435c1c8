import { type Publication, readSchedule, type StoredWorkflow, type Transaction } from '@millrace/store'
import { iso } from '../iso.js'

/**
 * How far the last publication is (api.md 3.5), and when a workflow that is on runs next by its schedule: its revision is the
 * one that runs, older than the newest saved one perhaps.
 */
export async function showPublication(
  tx: Transaction,
  workflow: StoredWorkflow,
  last: Publication | null | undefined,
) {
  const nextRunAt = workflow.isEnabled ? (await readSchedule(tx, workflow.id))?.nextRunAt : undefined
  return {
    revisionId: String(last?.revisionId ?? workflow.publishedRevisionId ?? workflow.revisionId),
    isEnabled: workflow.isEnabled,
    ...(last?.enrollExisting && {
      existing: { matching: last.matching, enrolled: last.enrolled, state: last.state },
    }),
    ...(nextRunAt != null && { nextRunAt: iso(nextRunAt) }),
  }
}

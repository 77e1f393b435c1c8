import { Problem, parseId } from '@millrace/model'
import type { StoredWorkflow, Transaction } from '@millrace/store'
import { findWorkflows } from '../workflows/require-workflow.js'

/** The action that sends an e-mail to contacts. */
const sendEmailType = '0-4'

interface EmailCampaign {
  readonly flowId: string
  readonly emailCampaignId: string
  readonly emailContentId: string
}

/** The e-mails that these flows send, each once a flow. Problems: INVALID_QUERY, WORKFLOW_NOT_FOUND. */
export async function emailCampaigns(
  tx: Transaction,
  flowIds: readonly string[],
): Promise<readonly EmailCampaign[]> {
  if (flowIds.length === 0)
    throw new Problem('INVALID_QUERY', 'Name at least one workflow.', { field: 'flowId' })
  const flows = await findWorkflows(tx, [...new Set(flowIds)])
  return flows.flatMap((flow) => {
    if (flow instanceof Problem) throw flow
    return sentBy(flow)
  })
}

function sentBy({ id, flow }: StoredWorkflow): EmailCampaign[] {
  const chosen = new Set(
    flow.actions.flatMap(({ actionTypeId, fields }) =>
      actionTypeId === sendEmailType ? [String(fields?.content_id ?? '')] : [],
    ),
  )
  return [...chosen]
    .filter((emailId) => parseId(emailId) !== undefined)
    .map((emailId) => ({ flowId: String(id), emailCampaignId: emailId, emailContentId: emailId }))
}

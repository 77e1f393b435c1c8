import { Problem, parseId } from '@millrace/model'
import type { StoredWorkflow, Transaction } from '@millrace/store'
import { readRequiredWorkflow } from '../workflows/require-workflow.js'

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
  const campaigns: EmailCampaign[] = []
  for (const flowId of new Set(flowIds)) campaigns.push(...sentBy(await readRequiredWorkflow(tx, flowId)))
  return campaigns
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

import type { ChangeSource } from '@millrace/model'

export interface WireSource {
  readonly sourceType: string
  readonly sourceId?: string
  readonly updatedByUserId?: number
}

/** Who wrote a value, as property history tells it (api.md 2.6). A workflow's id is ours: HubSpot names no flow there. */
export function wireSource(source: ChangeSource): WireSource {
  switch (source.type) {
    case 'API':
      return {
        sourceType: 'INTEGRATION',
        ...(source.tokenId !== undefined && { sourceId: String(source.tokenId) }),
      }
    case 'IMPORT':
      return { sourceType: 'IMPORT', sourceId: source.importId }
    case 'USER':
      return { sourceType: 'CRM_UI', sourceId: String(source.userId), updatedByUserId: source.userId }
    case 'WORKFLOW':
      return {
        sourceType: 'AUTOMATION_PLATFORM',
        sourceId: `enrollmentId:${source.enrollmentId};actionId:${source.actionIds.join(',')};flowId:${source.workflowId}`,
      }
    case 'MERGE':
      return { sourceType: 'MERGE_OBJECTS', sourceId: String(source.mergedRecordId) }
    case 'FORM':
      return { sourceType: 'FORM', sourceId: source.formId }
    case 'SYSTEM':
      return { sourceType: 'INTERNAL_PROCESSING' }
  }
}

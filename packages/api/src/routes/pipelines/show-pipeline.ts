import { isClosed, type Pipeline, type PipelineAudit, type Stage } from '@millrace/store'
import { iso } from '../iso.js'

export function showPipeline({ objectTypeId, id, label, displayOrder, stages, ...times }: Pipeline) {
  return {
    id,
    label,
    displayOrder,
    stages: stages.map((stage) => showStage(objectTypeId, stage)),
    ...showTimes(times),
    archived: false,
  }
}

/** Clients ask a stage of deals or tickets whether it is closed. */
export function showStage(objectTypeId: string, { id, label, displayOrder, metadata, ...times }: Stage) {
  const closing = ['0-3', '0-5'].includes(objectTypeId)
  return {
    id,
    label,
    displayOrder,
    metadata: closing ? { ...metadata, isClosed: String(isClosed(objectTypeId, metadata)) } : metadata,
    writePermissions: 'CRM_PERMISSIONS_ENFORCEMENT',
    ...showTimes(times),
    archived: false,
  }
}

export function showAudit(portalId: number, audit: PipelineAudit) {
  const { pipelineId, stageId, action, at, userId, written } = audit
  return {
    portalId,
    identifier: stageId ?? pipelineId,
    action,
    timestamp: iso(at),
    ...(userId !== null && { fromUserId: userId }),
    rawObject: written,
  }
}

function showTimes({ createdAt, updatedAt }: { readonly createdAt: number; readonly updatedAt: number }) {
  return { createdAt: iso(createdAt), updatedAt: iso(updatedAt) }
}

import type { CreateResult, Member, NewRecord } from '@millrace/actions'
import { tryWriteRecords, type WriteResult } from '@millrace/store'
import type { WaveMember } from '../run/wave-member.js'
import type { WavePorts, WaveScope } from './wave-ports.js'

/** Creates one record a request in the wave's transaction; a unique value that is taken is an answer, not an error. */
export async function createRecords(
  { tx, definitions, work }: WaveScope,
  { workflowId, actionId, members, now }: WavePorts,
  requests: readonly { readonly member: Member; readonly record: NewRecord }[],
): Promise<readonly CreateResult[]> {
  const byEnrollment = new Map(members.map((member) => [member.enrollmentId, member]))
  const writes = requests.map(({ member, record }) => ({
    objectTypeId: record.objectTypeId,
    values: record.values,
    createdBy: { workflowId, actionId },
    cause: causeOf(byEnrollment.get(member.enrollmentId), actionId),
  }))
  const meta = { source: { type: 'SYSTEM' }, chain: [], lane: 'bulk', at: now } as const
  const results = await tryWriteRecords(tx, definitions, meta, writes)
  results.forEach((result, index) => {
    if (!result.ok) return
    const fromId = result.written.recordId
    const record = requests[index]?.record
    for (const { spec, toRecordId } of record?.associations ?? []) {
      work.associations.push({ fromId, toId: toRecordId, ...spec, cause: writes[index]?.cause ?? meta })
      if (record) work.find(toRecordId)?.newLinks.push(record.objectTypeId)
    }
  })
  return results.map(answer)
}

function causeOf(member: WaveMember | undefined, actionId: string) {
  if (!member) throw new Error('a record was asked for in the name of an enrollment that does not stand here')
  const { workflowId } = member.workflow
  const source = {
    type: 'WORKFLOW',
    workflowId,
    enrollmentId: member.enrollmentId,
    actionIds: [actionId],
  } as const
  return { source, chain: member.chain }
}

function answer(result: WriteResult): CreateResult {
  if (result.ok) return { ok: true, recordId: result.written.recordId }
  const { problem, existingId } = result
  if (existingId !== undefined)
    return { ok: false, code: 'already_exists', existingId, field: problem.field ?? '' }
  return { ok: false, code: 'invalid', problem }
}

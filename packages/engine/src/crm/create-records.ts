import type { CreateResult, Member, NewRecord } from '@millrace/actions'
import type { Problem } from '@millrace/model'
import { tryWriteRecords, type WriteResult } from '@millrace/store'
import { causeOf } from './cause-of.js'
import { changeLinks, type LinkWrite, lockGivingWay, objectTypesIn } from './change-links.js'
import type { AskingStep, WaveScope } from './wave-scope.js'

export interface CreateRequest {
  readonly member: Member
  readonly record: NewRecord
}

/** Before anything is made: whoever would lose a label to a new record is locked, or the member comes back later. */
export async function lockForNew(
  scope: WaveScope,
  step: AskingStep,
  requests: readonly CreateRequest[],
): Promise<void> {
  // Nobody has these numbers yet, so nothing is found for them.
  const placeholders = requests.map((_, index) => -1 - index)
  const links = linksOf(step, requests, placeholders)
  await lockGivingWay(scope, typesFor(scope, requests, placeholders), links)
}

/** Creates one record a request in the wave's transaction; a unique value that is taken is an answer, not an error. */
export async function createRecords(
  scope: WaveScope,
  step: AskingStep,
  requests: readonly CreateRequest[],
): Promise<readonly CreateResult[]> {
  const { workflowId, actionId, now } = step
  const writes = requests.map(({ member, record }) => ({
    objectTypeId: record.objectTypeId,
    values: record.values,
    createdBy: { workflowId, actionId },
    cause: causeOf(step, member),
  }))
  const meta = { source: { type: 'SYSTEM' }, chain: [], lane: 'bulk', at: now } as const
  const results = await tryWriteRecords(scope.tx, scope.definitions, meta, writes)
  const ids = results.map((result) => (result.ok ? result.written.recordId : null))
  requests.forEach(({ record }, index) => {
    const id = ids[index]
    if (id != null) scope.work.made.set(id, record.objectTypeId)
  })
  const links = linksOf(step, requests, ids)
  const refused = await changeLinks(scope, typesFor(scope, requests, ids), links)
  return results.map((result, index) =>
    answer(
      result,
      refused.filter((_, place) => links[place]?.fromId === ids[index]),
    ),
  )
}

function linksOf(
  step: AskingStep,
  requests: readonly CreateRequest[],
  ids: readonly (number | null)[],
): LinkWrite[] {
  return requests.flatMap(({ member, record }, index) => {
    const fromId = ids[index]
    if (fromId == null) return []
    const cause = causeOf(step, member)
    return record.associations.map(({ spec, toRecordId }) => ({
      member,
      cause,
      fromId,
      toId: toRecordId,
      set: [spec],
    }))
  })
}

function typesFor(scope: WaveScope, requests: readonly CreateRequest[], ids: readonly (number | null)[]) {
  const types = objectTypesIn(
    scope,
    requests.flatMap(({ record }) => record.associations.map(({ toRecordId }) => toRecordId)),
  )
  requests.forEach(({ record }, index) => {
    const id = ids[index]
    if (id != null) types.set(id, record.objectTypeId)
  })
  return types
}

/** A-CRE-12: what could not be associated does not undo the creation. */
function answer(result: WriteResult, refused: readonly (Problem | null)[]): CreateResult {
  if (result.ok) {
    const reasons = refused.flatMap((problem) => problem?.message ?? [])
    const { recordId } = result.written
    return reasons.length === 0 ? { ok: true, recordId } : { ok: true, recordId, notAssociated: reasons }
  }
  const { problem, existingId } = result
  if (existingId !== undefined)
    return { ok: false, code: 'already_exists', existingId, field: problem.field ?? '' }
  return { ok: false, code: 'invalid', problem }
}

// Making a record: what create record and create task have in common (A-CRE-5 to A-CRE-13).
import type { CanonicalValue } from '@millrace/model'
import type { AssociationSpec, CreateResult, Crm, Member, NewRecord } from '../crm.js'
import type { Outcome } from '../outcome.js'
import type { KnownOutcomeCode } from '../outcome-codes.js'
import { type Assignment, Refusal } from '../values/value-context.js'
import type { Link } from './links.js'

export interface Creation {
  readonly objectTypeId: string
  readonly values: readonly (Assignment | Refusal)[]
  readonly required: readonly string[]
  readonly links: readonly Link[]
  /** A-CRE-10: a record that has the unique value already is the output instead of a failure. */
  readonly useExisting: boolean
  /** A success worth a remark, by the values written. */
  remark?(values: NewRecord['values']): KnownOutcomeCode | undefined
  /** What a new record means for the enrolled one. */
  afterwards?(member: Member, recordId: number, crm: Crm): void
}

type Values = Record<string, CanonicalValue>

/** One immediate port call for the whole group; one outcome a member, in order. */
export async function createEach(
  creation: Creation,
  members: readonly Member[],
  crm: Crm,
): Promise<readonly Outcome[]> {
  const drafts = await Promise.all(members.map((member) => draft(creation, member, crm)))
  const requests = drafts.flatMap((drafted) => ('kind' in drafted ? [] : [drafted]))
  const results = requests.length === 0 ? [] : await crm.createRecords(requests)
  let next = 0
  return drafts.map((drafted) => {
    if ('kind' in drafted) return drafted
    const result = results[next++]
    if (!result) throw new Error('createRecords answered fewer results than it was asked for')
    if (result.ok) creation.afterwards?.(drafted.member, result.recordId, crm)
    return outcomeOf(creation, drafted.record, result)
  })
}

interface Draft {
  readonly member: Member
  readonly record: NewRecord
}

async function draft(creation: Creation, member: Member, crm: Crm): Promise<Draft | Outcome> {
  // A-CRE-9, W-ENR-12: what this very action made does not run it again.
  const { createdByWorkflowId, createdByActionId } = member.record
  if (createdByWorkflowId === crm.workflowId && createdByActionId === crm.actionId)
    return { kind: 'skipped', code: 'created_by_this_action' }
  const values = valuesOf(creation, member, crm)
  if (values instanceof Refusal)
    return { kind: 'failed', code: values.code, detail: { reason: values.message } }
  const missing = creation.required.filter((name) => values[name] === undefined)
  if (missing.length > 0)
    return { kind: 'failed', code: 'missing_required_value', detail: { properties: missing } }
  const associations = await associationsOf(creation.links, member, crm)
  return { member, record: { objectTypeId: creation.objectTypeId, values, associations } }
}

/** A-CRE-11: one value that is refused refuses the record. */
function valuesOf(creation: Creation, member: Member, crm: Crm): Values | Refusal {
  const values: Values = {}
  for (const assignment of creation.values) {
    if (assignment instanceof Refusal) return assignment
    const value = assignment.value(member, null, crm)
    if (value instanceof Refusal) return value
    if (value !== undefined && value !== null) values[assignment.target.name] = value
  }
  return values
}

async function associationsOf(
  links: readonly Link[],
  member: Member,
  crm: Crm,
): Promise<NewRecord['associations']> {
  const associations: { spec: AssociationSpec; toRecordId: number }[] = []
  for (const { spec, copiedFrom } of links) {
    if (copiedFrom === null) associations.push({ spec, toRecordId: member.record.id })
    else
      for (const record of await crm.associated(member, copiedFrom))
        associations.push({ spec, toRecordId: record.id })
  }
  return associations
}

function outcomeOf(creation: Creation, record: NewRecord, result: CreateResult): Outcome {
  if (result.ok && result.notAssociated)
    return {
      kind: 'succeeded',
      code: 'association_failed',
      outputs: { hs_object_id: result.recordId },
      detail: { reasons: result.notAssociated },
    }
  if (result.ok) return created(result.recordId, creation.remark?.(record.values))
  if (result.code === 'invalid')
    return { kind: 'failed', code: 'invalid_value', detail: { reason: result.problem.message } }
  const { existingId, field } = result
  if (creation.useExisting) return created(existingId, 'used_existing')
  return {
    kind: 'failed',
    code: 'already_exists',
    detail: { existingId: String(existingId), property: field },
  }
}

function created(recordId: number, code: KnownOutcomeCode | undefined): Outcome {
  const outputs = { hs_object_id: recordId }
  return code === undefined ? { kind: 'succeeded', outputs } : { kind: 'succeeded', code, outputs }
}

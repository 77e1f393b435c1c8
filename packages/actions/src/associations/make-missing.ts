// Making the record that nobody matches, so that there is one to associate with (A-ASC-2, api.md 6.3).
import { type CanonicalValue, isWritable, keyOf, type ObjectType } from '@millrace/model'
import type { CreateResult, Crm, Member } from '../crm.js'
import type { Outcome } from '../outcome.js'
import type { Findings } from '../prepare.js'
import type { Found, Matching, Targets } from './targets.js'

const field = 'fields.createAssociationOnly'

/** The same targets, made where there are none. A new record has the one value only: that must do (A-CRE-4). */
export function makingMissing(matching: Matching, other: ObjectType, findings: Findings): Targets {
  const { property } = matching
  if (!isWritable(property))
    findings.issue('READ_ONLY_VALUE', field, `"${property.name}" is written by the system.`)
  for (const name of other.requiredProperties) {
    if (name !== property.name) findings.missing(field, `A value of "${name}" for new records`)
  }
  return {
    reads: matching.reads,
    async find(members, crm) {
      const found = await matching.find(members, crm)
      const lonely = members.filter((member, index) => found[index]?.total === 0 && mayMake(member, crm))
      const made = await make(matching, other, lonely, crm)
      return members.map((member, index) => made.get(member) ?? found[index] ?? { records: [], total: 0 })
    },
  }
}

/** A-CRE-9: what this very action made does not run it again. */
function mayMake({ record }: Member, { workflowId, actionId }: Crm): boolean {
  return record.createdByWorkflowId !== workflowId || record.createdByActionId !== actionId
}

/** One record a value: those of the group who have the same one share it. */
async function make(
  { property, wantedOf }: Matching,
  { id: objectTypeId }: ObjectType,
  members: readonly Member[],
  crm: Crm,
): Promise<ReadonlyMap<Member, Found>> {
  const groups = sharing(members, wantedOf)
  if (groups.length === 0) return new Map()
  const requests = groups.map(([{ member, value }]) => ({
    member,
    record: { objectTypeId, values: { [property.name]: value }, associations: [] },
  }))
  const results = await crm.createRecords(requests)
  return new Map(
    groups.flatMap((group, index) => {
      const found = foundOf(results[index])
      return group.map(({ member }) => [member, found] as const)
    }),
  )
}

interface Wanting {
  readonly member: Member
  readonly value: CanonicalValue
}

/** Those who have a value, together with the others who have the same one. */
function sharing(members: readonly Member[], wantedOf: Matching['wantedOf']): [Wanting, ...Wanting[]][] {
  const groups = new Map<string, [Wanting, ...Wanting[]]>()
  for (const member of members) {
    const value = wantedOf(member)
    if (value === null) continue
    const group = groups.get(keyOf(value))
    if (group) group.push({ member, value })
    else groups.set(keyOf(value), [{ member, value }])
  }
  return [...groups.values()]
}

function foundOf(result: CreateResult | undefined): Found {
  if (result?.ok) return { records: [{ id: result.recordId }], total: 1 }
  return { records: [], total: 0, refusal: refusalOf(result) }
}

function refusalOf(result: Exclude<CreateResult, { ok: true }> | undefined): Outcome {
  if (result?.code === 'already_exists')
    return {
      kind: 'failed',
      code: 'already_exists',
      detail: { existingId: String(result.existingId), property: result.field },
    }
  return { kind: 'failed', code: 'invalid_value', detail: { reason: result?.problem.message } }
}
